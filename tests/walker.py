"""Goes everywhere on the explorer's page, in a browser, and looks for what a document's text must never become."""

from __future__ import annotations

#: What a name, a sentence or a title may hold that a page must not take for markup.
MARKUP = (
    "<script>window.__xss = 1</script>",
    '<img src=x onerror="window.__xss = 1">',
    "</title></style></script><script>window.__xss = 1</script>",
    "<!--<script>",
    '"><svg onload=window.__xss=1>',
    "' onfocus=window.__xss=1 autofocus x='",
    "</textarea><iframe srcdoc='<script>parent.__xss = 1</script>'>",
    "<style>@import '//evil.example/';</style><base href=//evil.example/>",
    "\u2028\u2029{{7*7}}${window.__xss = 1}",
)
#: What stands where an address could.
ADDRESSES = (
    "javascript:window.__xss=1", "data:text/html,<script>window.__xss=1</script>", "//evil.example/", "\x01javascript:window.__xss=1"
)  # fmt: skip

#: Returns what it found: elements that only markup makes, handlers in attributes, addresses that are no document's.
_WALK = """
const found = [], scripts = document.scripts.length;
const press = (id) => document.getElementById(id)?.click();
const look = (where) => {
  const made = document.querySelectorAll("img, iframe, object, embed, base, link, meta[http-equiv=refresh], foreignObject, animate, [srcdoc]");
  for (const element of made) found.push(`${where}: ${element.outerHTML.slice(0, 120)}`);
  if (document.scripts.length !== scripts) found.push(`${where}: another script`);
  for (const element of document.querySelectorAll("body *")) {
    for (const { name } of element.attributes) if (name.startsWith("on")) found.push(`${where}: ${name} in ${element.tagName}`);
  }
  for (const link of document.querySelectorAll("[href], [src], [action], [formaction]")) {
    const address = link.getAttribute("href") ?? "";
    if (!address.startsWith("/documents/") || new URL(address, location).host !== location.host) found.push(`${where}: ${address}`);
  }
};
for (const lang of ["zh", "en"]) {
  press("home"); look(`overview ${lang}`);
  kg.data.nodes.forEach((node, i) => { kg.pick({ node: i }); look(`entity ${i}`); });
  kg.data.edges.forEach((edge, i) => { kg.pick({ edge: i }); look(`relation ${i}`); });
  kg.focus(0, 2); look("focus");
  press("view"); press("tab-claims"); look("claims"); press("tab-entities"); look("entities");
  press("ask");
  for (const { name } of kg.data.questions) { document.querySelector(`[data-question="${name}"]`).click(); look(name); }
  press("pictures");
  for (const { id } of [...document.querySelectorAll("[id^=picture-]")]) { press(id); look(id); }
  for (const i of [0, 1, 2]) { kg.pick({ node: i }); press("to-dossier"); look(`dossier ${i}`); }
  for (const text of ["<", "javascript", "="]) {
    const box = document.getElementById("query");
    box.value = text;
    box.dispatchEvent(new Event("input"));
    look(`search ${text}`);
    box.value = "";
    box.dispatchEvent(new Event("input"));
  }
  press("lang");
}
return found;
"""


def everywhere(driver) -> list[str]:
    """What is not text of all that the page shows, in both languages; the page has to be open."""
    return list(driver.execute_script(_WALK))
