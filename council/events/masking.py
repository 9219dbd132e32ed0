"""Names half hidden: enough for who knows the person, nothing for who does not."""


def masked(name: str) -> str:
    """“김*람”, “김*”, “K** G****”: of a word its first letter, of a Korean one of three or more the last, too; nothing
    of what is no word."""
    return " ".join(_masked_word(word) for word in name.split() if word[0].isalpha())


def _masked_word(word: str) -> str:
    if len(word) > 2 and not word.isascii():
        return f"{word[0]}{'*' * (len(word) - 2)}{word[-1]}"
    return word[0] + "*" * (len(word) - 1)
