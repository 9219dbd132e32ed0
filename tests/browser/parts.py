"""Which parts of a page axe-core has seen already, in the same place of a page: it is asked about the others alone.

A part is an element with all that is in it: tags, classes, roles, states, whether there are words, whether a field has a label,
which heading goes before. Its place is the same of the four elements around it: colours and sizes come from there. Rows that
are built alike count once. What concerns the page as a whole (landmarks, headings) axe-core looks at all the same."""

from playwright.sync_api import Page

# Elements in the order of the document, each as `[a number for the part in its place, how many elements are in it]`.
PARTS = r"""() => {
    const STATES = /^(type|role|lang|tabindex|autocomplete|scope|hidden|disabled|open|aria-(?!label|describedby|controls).*)$/;
    const THERE = /^(alt|aria-describedby|aria-label|aria-labelledby|for|href|title)$/;
    const NAMES = /^((field|column|model|app|dynamic)-.*|row\d)$/;
    const number = (text) => {
        let high = 0xdeadbeef, low = 0x41c6ce57;
        for (let place = 0; place < text.length; place++) {
            const code = text.charCodeAt(place);
            high = Math.imul(high ^ code, 2654435761);
            low = Math.imul(low ^ code, 1597334677);
        }
        high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
        low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
        return 4294967296 * (2097151 & low) + (high >>> 0);
    };
    window.looked = [];
    const found = [];
    let heading = "";
    const self = (element) => {
        const told = [element.localName, ...[...element.classList].filter((name) => !NAMES.test(name)).sort()];
        for (const {name, value} of element.attributes) {
            if (STATES.test(name)) told.push(`${name}=${value}`);
            else if (THERE.test(name)) told.push(value ? name : `${name}=`);
        }
        if (element.labels) told.push(`labels ${element.labels.length > 0}`);
        return told.join(" ");
    };
    const walk = (element, around) => {
        const place = found.push(null) - 1;
        window.looked.push(element);
        const own = self(element);
        const within = [...around.slice(-4), own];
        const here = number(within.join(">"));
        const inside = [];
        if (/^h[1-6]$/.test(element.localName)) {
            inside.push(`after ${heading}`);
            heading = element.localName;
        }
        for (const child of element.childNodes) {
            if (child.nodeType === Node.TEXT_NODE && child.data.trim()) inside.push("text");
            if (child.nodeType === Node.ELEMENT_NODE && element.localName !== "svg") inside.push(walk(child, within));
        }
        const part = number(`${own}(${inside.filter((one, index) => one !== inside[index - 1]).join()})`);
        found[place] = [number(`${here} ${part}`), found.length - place - 1];
        return part;
    };
    walk(document.body, []);
    return found;
}"""


class Parts:
    """The parts that have been looked at so far."""

    def __init__(self) -> None:
        self.seen: set[int] = set()

    def known_of(self, page: Page) -> list[int]:
        """The largest parts of `page` as it stands that have been seen, as `ask_axe` takes them; the rest are from now on."""
        parts = page.evaluate(PARTS)
        known, place = [], 0
        while place < len(parts):
            number, inside = parts[place]
            if number in self.seen:
                known.append(place)
                place += inside
            place += 1
        self.seen.update(number for number, _inside in parts)
        return known
