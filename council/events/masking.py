"""Names half hidden: enough for who knows the person, nothing for who does not."""


def masked(name: str) -> str:
    """“김*람”, “김*”, “K** G****”: of each word its first letter, and of a Korean name of three or more the last, too."""
    words = name.split()
    if len(words) == 1 and len(name) > 2 and not name.isascii():
        return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"
    return " ".join(word[0] + "*" * (len(word) - 1) for word in words)
