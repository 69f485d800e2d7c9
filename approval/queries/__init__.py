"""Questions, answered only for those who may ask."""


class NotFound(Exception):
    """No such thing, or none that this person may see: the two look alike."""
