// What Gradio's page leaves to us: questions offered as buttons, citations, copying, deep links. No state of its own.
const $ = (selector, root = document) => root.querySelector(selector);
const field = () => $("#question textarea");

function fill(area, text) {
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(area, text);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function ask(text) {
  fill(field(), text);
  requestAnimationFrame(() => $("#ask").click());
}

function show(target) {
  target.scrollIntoView({ block: "nearest" });
  target.focus({ preventScroll: true });
  document.querySelectorAll(".here").forEach((other) => other.classList.remove("here"));
  target.classList.add("here");
}

async function goTo(link) {
  const id = link.hash.slice(1);
  if (!document.getElementById(id)) {
    fill($("#turn textarea"), id.match(/\d+/)[0]);
    requestAnimationFrame(() => $("#again").click());
    for (let tries = 0; tries < 100 && !document.getElementById(id); tries++)
      await new Promise((done) => setTimeout(done, 30));
  }
  const target = document.getElementById(id);
  if (target) show(target);
}

async function copy(button) {
  const said = button.closest(".said").cloneNode(true);
  const cited = [...said.querySelectorAll(".cite")];
  const sources = new Map(cited.map((link) => [link.textContent, link.title.replace(/^Source \d+: /, "")]));
  said.querySelectorAll(".tools, .suggested, .jump").forEach((part) => part.remove());
  const blocks = [...said.querySelectorAll("p, li, h3")].map((part) => (part.matches("li") ? "- " : "") + text(part));
  const lines = [...blocks, "", ...[...sources].map(([number, title]) => `${number} ${title}`)];
  const done = await put(lines.join("\n"));
  const words = button.textContent;
  button.textContent = done ? "Copied" : "Your browser does not let us copy";
  setTimeout(() => (button.textContent = words), 2000);
}

const text = (part) => part.textContent.replace(/\s+/g, " ").trim();

async function put(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch { // no secure address: the old way
    const area = document.createElement("textarea");
    area.value = words;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target.closest(".ask, .copy, .cite, .jump, .skip") : null;
  if (!target) return;
  if (target.matches(".said .ask, .welcome .ask")) ask(target.textContent);
  else if (target.matches(".copy")) copy(target);
  else if (target.matches(".cite, .jump")) {
    event.preventDefault();
    goTo(target);
  } else if (target.matches(".skip")) {
    const area = $(`${target.hash} textarea, ${target.hash} button`);
    if (area) {
      event.preventDefault();
      area.focus();
    }
  }
});

// What Gradio reads out to a screen reader is a message's source, and a placeholder is no landmark.
function mend() {
  const log = $("[role=log]");
  if (!log) return;
  log.setAttribute("aria-label", "Conversation");
  if (!log.hasAttribute("tabindex")) log.tabIndex = 0;
  log.querySelectorAll("[data-testid=bot][aria-label], [data-testid=user][aria-label]").forEach((message) =>
    message.removeAttribute("aria-label")
  );
  log.querySelectorAll("[role=complementary]").forEach((part) => part.removeAttribute("role"));
}

let last = 0;
function settled() {
  if ($(".gradio-container")) $(".loading")?.remove();
  mend();
  const asked = [...document.querySelectorAll("#log .asked")];
  const newest = asked.length ? Number(asked.at(-1).id.slice(1)) : 0;
  if (newest !== last) {
    last = newest;
    document.body.classList.toggle("begun", newest > 0);
    if (newest) asked.at(-1).closest(".message-row")?.scrollIntoView({ block: "start" });
  }
}

function begin() {
  const asked = new URLSearchParams(location.search).get("q");
  if (asked && asked.trim()) {
    history.replaceState(null, "", location.pathname);
    ask(asked.trim().slice(0, 2000));
  } else if (matchMedia("(hover: hover)").matches) field().focus({ preventScroll: true });
}

let begun = false;
new MutationObserver(() => {
  if (!begun && field() && $("#ask") && $("[role=log]")) {
    begun = true;
    requestAnimationFrame(begin);
  }
  settled();
}).observe(document.body, { childList: true, subtree: true });
