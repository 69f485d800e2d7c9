"""How a body decides: seats, quorum, motions, votes. Pure: the page, the door and the tests all ask here."""
