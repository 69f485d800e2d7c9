// What scripts say, in the language of the page.
const WORDS = {
  en: {
    saving: "Saving…",
    saved: (at) => `Saved ${at}`,
    changed: "Not saved yet",
    offline: "Not saved: no connection. Your text is kept in this browser and saved when it is back.",
    lost: "Not saved, and this browser cannot keep a copy. Do not close the page; copy your text.",
    conflict: "Someone else saved this meanwhile. Nothing of yours is lost: save to see both texts.",
    ended: "Your session has ended. Your text is kept in this browser.",
    again: "Sign in again",
    refused: "Not saved. Your text is kept in this browser; press the button to see what is wrong.",
    found: (at) => `Text from ${at}, kept in this browser, was not saved.`,
    older: "The saved answers have changed since; if you restore it, you will see both texts when you save.",
    restore: "Restore my text",
    discard: "Discard it",
    restored: "Your text is back. It is not saved yet.",
    unplaced: "These words had no place in the form any more; copy what you need:",
    added: "Row added",
    removed: "Row removed",
    large: (name, most) => `${name}: the file is larger than ${most} MB and was not added`,
  },
  fr: {
    saving: "Enregistrement…",
    saved: (at) => `Enregistré à ${at}`,
    changed: "Pas encore enregistré",
    offline:
      "Non enregistré\u00a0: pas de connexion. Votre texte est gardé dans ce navigateur et sera enregistré à son retour.",
    lost: "Non enregistré, et ce navigateur ne peut garder de copie. Ne fermez pas la page\u00a0; copiez votre texte.",
    conflict:
      "Quelqu’un d’autre a enregistré entre-temps. Rien de votre texte n’est perdu\u00a0: enregistrez pour voir les deux.",
    ended: "Votre session est terminée. Votre texte est gardé dans ce navigateur.",
    again: "Se reconnecter",
    refused:
      "Non enregistré. Votre texte est gardé dans ce navigateur\u00a0; appuyez sur le bouton pour voir ce qui ne va pas.",
    found: (at) => `Un texte du ${at}, gardé dans ce navigateur, n’a pas été enregistré.`,
    older:
      "Les réponses enregistrées ont changé depuis\u00a0; si vous le rétablissez, vous verrez les deux textes en enregistrant.",
    restore: "Rétablir mon texte",
    discard: "L’écarter",
    restored: "Votre texte est rétabli. Il n’est pas encore enregistré.",
    unplaced: "Ces mots n’ont plus de place dans le formulaire\u00a0; copiez ce dont vous avez besoin\u00a0:",
    added: "Ligne ajoutée",
    removed: "Ligne retirée",
    large: (name, most) => `${name}\u00a0: le fichier dépasse ${most}\u00a0Mo et n’a pas été ajouté`,
  },
};

const lang = document.documentElement.lang === "fr" ? "fr" : "en";

export function say(key, ...values) {
  const words = WORDS[lang][key];
  return typeof words === "function" ? words(...values) : words;
}

export const moment = (time) =>
  new Date(time).toLocaleString(`${lang}-CA`, { dateStyle: "medium", timeStyle: "short" });
