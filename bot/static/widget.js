// <spotter-chat>: asks Spotter from any site; see docs/embed.md.

const LANGUAGES = ["en", "de", "es", "fr"];
const WORDS = {
  title: ["Ask us", "Frag uns", "Pregúntanos", "Posez une question"],
  greeting: [
    "Every answer is quoted from our own pages.",
    "Jede Antwort steht wörtlich auf unseren Seiten.",
    "Cada respuesta se cita de nuestras páginas.",
    "Chaque réponse est citée de nos pages.",
  ],
  question: ["Your question", "Deine Frage", "Tu pregunta", "Votre question"],
  send: ["Send", "Senden", "Enviar", "Envoyer"],
  close: ["Close", "Schließen", "Cerrar", "Fermer"],
  fresh: ["New chat", "Neues Gespräch", "Nueva conversación", "Nouvelle conversation"],
  wait: ["Looking it up…", "Ich sehe nach…", "Buscando…", "Recherche…"],
  understood: ["Understood as: ", "Verstanden als: ", "Entendido como: ", "Compris comme : "],
  source: ["Source", "Quelle", "Fuente", "Source"],
  page: ["Open the page", "Seite öffnen", "Abrir la página", "Ouvrir la page"],
  closest: ["Closest passages", "Nächstliegende Stellen", "Pasajes más cercanos", "Passages les plus proches"],
  disagree: [
    "Our pages disagree on this:",
    "Unsere Seiten sind sich uneins:",
    "Nuestras páginas no coinciden:",
    "Nos pages se contredisent :",
  ],
  suggestions: ["You could ask", "Du könntest fragen", "Puedes preguntar", "Vous pouvez demander"],
  helpful: ["Helpful", "Hilfreich", "Útil", "Utile"],
  unhelpful: ["Not helpful", "Nicht hilfreich", "No es útil", "Pas utile"],
  missing: ["What was missing?", "Was hat gefehlt?", "¿Qué faltaba?", "Que manquait-il ?"],
  thanks: ["Thank you.", "Danke.", "Gracias.", "Merci."],
  busy: [
    "Many people are asking. Please try again in",
    "Gerade fragen viele. Bitte noch einmal in",
    "Muchos preguntan ahora. Inténtalo en",
    "Forte affluence. Réessayez dans",
  ],
  failed: [
    "That did not work. Please try again later.",
    "Das ging nicht. Bitte später noch einmal.",
    "No ha funcionado. Inténtalo más tarde.",
    "Cela n’a pas marché. Réessayez plus tard.",
  ],
  again: ["Try again", "Noch einmal", "Reintentar", "Réessayer"],
  contact: ["Contact us", "Kontakt", "Contacto", "Contact"],
  privacy: ["Privacy", "Datenschutz", "Privacidad", "Confidentialité"],
  // In English the server's own message says more.
  unsure: ["", "Ich finde keine klare Antwort.", "No hay respuesta clara.", "Pas de réponse claire."],
  not_found: [
    "",
    "Unsere Seiten beantworten das nicht.",
    "Nuestras páginas no lo responden.",
    "Nos pages n’y répondent pas.",
  ],
};

const ICONS = {
  bubble: "M4 5h16v11h-8l-5 4v-4H4z",
  close: "M6 6l12 12M18 6L6 18",
  fresh: "M12 5v14M5 12h14",
  send: "M12 20V5M5 12l7-7 7 7",
  vote: "M7 11v9H4v-9h3l4-7c2 0 3 2 1 6h8l-2 10H7",
};

// `all: initial` keeps out what the site's `*` rules hand down; em is the visitor's own text size.
const STYLE = `
:host([mode=inline]) { display: block; height: 34em }
.root {
  all: initial; display: block; height: 100%; color-scheme: light dark; color: var(--ink); overflow-wrap: anywhere;
  font-family: var(--spotter-font, system-ui, sans-serif); line-height: 1.5;
  --accent: var(--spotter-colour, #0b6650);
  --light: clamp(0, (.179 - y) * 1e4, 2); /* white or black */
  --on-accent: var(--spotter-on-colour, color(from var(--accent) xyz var(--light) var(--light) var(--light)));
  --link: light-dark(oklch(from var(--accent) min(l, .48) c h), oklch(from var(--accent) max(l, .82) c h));
  --paper: var(--spotter-background, light-dark(#fff, #1c2220));
  --ink: var(--spotter-text, light-dark(#1c2321, #e8ecea));
  --quiet: color-mix(in oklab, var(--ink) 72%, var(--paper));
  --line: color-mix(in oklab, var(--ink) 16%, var(--paper));
  --tint: color-mix(in oklab, var(--link) 10%, var(--paper));
  --warn: #b45f06;
  --round: var(--spotter-radius, 12px);
  --edge: max(16px, env(safe-area-inset-right), env(safe-area-inset-left));
}
.light { color-scheme: light }
.dark { color-scheme: dark }
:where(.root *) { box-sizing: border-box; margin: 0; padding: 0; font-size: 1em }
button, textarea, input { font: inherit; color: inherit; background: none; border: 1px solid #0000; border-radius: 8px }
button, summary, textarea, input { min-height: 44px; min-width: 44px }
button, summary { cursor: pointer }
h2, h3, p, li, bdi, blockquote, button, textarea { unicode-bidi: plaintext }
textarea, input { border-color: var(--quiet); font-size: max(16px, 1em); color: var(--ink) }
a { color: var(--link); padding-block: 12px }
svg { display: block; width: 22px; margin: auto; fill: none; stroke: currentColor; stroke-width: 2 }
:focus-visible { outline: 3px solid var(--link); outline-offset: -1px }
.status { position: absolute; clip-path: inset(50%); white-space: nowrap }

.bubble, dialog { position: fixed; z-index: var(--spotter-layer, 9999); inset: auto; inset-inline-end: var(--edge) }
.bubble, dialog { box-shadow: 0 6px 28px #0004 }
.start :is(.bubble, dialog) { inset-inline: var(--edge) auto }
.bubble { bottom: max(16px, env(safe-area-inset-bottom)); width: 56px; height: 56px; border-radius: 50% }
.bubble, .send { background: var(--accent); color: var(--on-accent) }
.bubble svg { width: 30px }
.panel {
  display: flex; flex-direction: column; overflow: hidden; color: inherit; background: var(--paper);
  border: 1px solid var(--line); border-radius: var(--round);
}
section { position: relative; height: 100%; min-height: 20em }
dialog {
  bottom: 88px; width: min(var(--spotter-width, 24em), 100vw - 32px);
  height: min(var(--spotter-height, 38em), 100dvh - 104px);
}
dialog:not([open]) { display: none }
dialog:modal {
  inset: 0 !important; width: 100%; height: 100dvh; max-width: none; max-height: none; border: 0; border-radius: 0;
  padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);
}
.head, .ask, summary, .votes, .missing, .path, .foot { display: flex; align-items: center; gap: 0 8px }
.votes, .path, .foot { flex-wrap: wrap }
.head { padding: 4px; padding-inline-start: 16px; border-bottom: 1px solid var(--line) }
.head button { color: var(--quiet) }
.title { flex: 1; outline: 0 }
.log, .turn, .answer, .passage, .sources, .suggestions { display: grid; grid: auto / minmax(0, 1fr); gap: 10px }
.log { flex: 1; align-content: start; gap: 28px; padding: 16px; position: relative }
.log { overflow-y: auto; overscroll-behavior: contain }
.question { justify-self: end; max-width: 85%; padding: 8px 14px; border-radius: var(--round); background: var(--tint) }
.notice, .side { padding: 8px 14px; border-inline-start: 4px solid var(--warn) }
.notice { background: color-mix(in oklab, var(--warn) 14%, var(--paper)) }
.quiet, .foot, .path, h3, .votes { color: var(--quiet); font-size: .875em }
ol, .answer ul { padding-inline-start: 1.6em }
.cite { min-width: 24px; min-height: 24px; position: relative; background: var(--tint) }
.cite::before { content: ""; position: absolute; inset: -10px } /* 44 px to touch */
.cite, .number, .suggestion, .again { color: var(--link) }
.cite, .number { font-size: .875em; font-weight: bold }
.source, .suggestion, .again { border: 1px solid var(--line); border-radius: 8px }
summary { padding: 6px 14px; font-size: .875em; list-style: none }
summary::after { content: "⌄"; margin-inline-start: auto; translate: 0 -.2em }
[open] > summary::after { rotate: 180deg; translate: 0 .2em }
.passage { padding: 4px 14px 8px }
.quote { white-space: pre-line; padding-inline-start: 12px; border-inline-start: 3px solid var(--line) }
.mark { background: light-dark(#ffefa3, #57490c); color: inherit; border-radius: 2px }
.suggestions ul { list-style: none; display: contents }
.suggestion, .again { width: 100%; padding: 8px 14px; text-align: start }
.missing { width: 100% }
.vote svg { width: 20px }
.unhelpful svg { rotate: 180deg }
[aria-pressed=true] { color: var(--link); background: var(--tint); border-color: var(--link) }
.missing input, .input { flex: 1; min-width: 0; padding: 9px 14px }
.ask { align-items: end; padding: 12px; border-top: 1px solid var(--line) }
.input { max-height: 8em; field-sizing: content; resize: none; border-radius: var(--round) }
.input::placeholder { color: var(--quiet); opacity: 1 }
.foot { padding: 0 16px 8px }
button:hover, summary:hover { background-image: linear-gradient(#8882, #8882) }
@media (forced-colors: active) {
  button, .question { border: 1px solid }
  .mark { forced-color-adjust: none; background: Mark; color: MarkText }
  [aria-pressed=true] { border-width: 3px }
}
@media print { .bubble, dialog { display: none } }
`;

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
const phone = matchMedia("(max-width: 40em), (max-height: 30em)");

/** An element; names after the tag are its classes and parts. Strings become text, never markup. */
function el(name, attributes, ...children) {
  const [tag, ...parts] = name.split(".");
  const node = document.createElement(tag);
  if (parts.length) node.className = node.part = parts.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value instanceof Function) node.addEventListener(key, value);
    else if (value != null) node.setAttribute(key, value);
  }
  node.append(...children.flat(2).filter(Boolean));
  return node;
}

function button(name, label, click, more) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", "0 0 24 24");
  path.setAttribute("d", ICONS[name.split(".")[0]]);
  svg.append(path);
  return el("button." + name, { "aria-label": label, click, ...more }, svg);
}

/** A link to the web, by mail or by telephone; none for any other address. */
function link(name, href, label) {
  const node = el("a." + name, { href, target: "_blank" }, label);
  return /^(https?|mailto|tel):$/.test(node.protocol) && node;
}

const MARK = "\ufdd0"; // around stated words; Unicode keeps it out of texts
const WRAP = /\r?\n(?=[^\s\ufdd0•*+>|#\d-])/g; // the line goes on
const LINE = /^(\ufdd0?)[ \t]*(?:([-*+•])|#{1,6}|[>|])[ \t]+/gm;

/** Text without the marks of Markdown, as ingest/inline.py takes them off. */
const plain = (text) =>
  text
    .replace(/<\/?(?:[abiu]|em|strong|span|br|t[dhr]|table|tbody)\b[^<>]*>/gi, " ")
    .replace(/!?\[([^\]]+)\]\([^)\s]*(?:\s"[^"]*")?\)/g, "$1")
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, "$2")
    .replace(/(?<![\p{L}\p{N}*_])([*_])(?=\S)([^*_]+?)(?<=\S)\1(?![\p{L}\p{N}*_])/gu, "$2")
    .replace(/`([^`]+)`/g, "$1");

const place = ({ title, heading }) => plain(title + (heading && " › " + heading));

/** A quote's lines, the stated words in <mark>. */
function quoted(quote, stated) {
  let marked = "";
  for (const words of stated) {
    const at = quote.indexOf(words);
    if (at < 0) continue;
    marked += quote.slice(0, at) + MARK + words + MARK;
    quote = quote.slice(at + words.length);
  }
  return plain((marked + quote).replace(WRAP, " ").replace(LINE, (_, mark, bullet) => mark + (bullet ? "• " : "")))
    .split(MARK)
    .map((words, i) => (i % 2 ? el("mark.mark", {}, words) : words));
}

/** A citation's address, at the stated words where a text fragment names no others. */
function addressOf({ url, quote }, [stated = quote]) {
  const words = plain(stated.replace(LINE, "").replace(/^\d+[.)] |\n[^]*/g, "")).split(/\s+/);
  const [first, last] = [words.slice(0, 4), words.slice(4).slice(-4)].map((some) => some.join(" "));
  if (!url || url.includes("#") || plain(quote).split(first).length !== 2) return url;
  const encoded = [first, last].filter(Boolean).map((some) => encodeURIComponent(some).replace(/-/g, "%2D"));
  return url + "#:~:text=" + encoded.join(words.length > 8 ? "," : "%20");
}

/** The answer cut behind each citation: [["A guest pass costs £8.", 1], …]. */
function segments({ answer, statements }) {
  const cited = statements.map(({ cites }) => cites).filter((number, i, all) => number !== all[i - 1]);
  return cited.map((number) => {
    const [said, mark] = new RegExp(`^[^]*?( \\[${number}\\](?=\\s|$)|$)`).exec(answer);
    answer = answer.slice(said.length);
    return [said.slice(0, said.length - mark.length).trim(), number];
  });
}

/** Lines as paragraphs and lists, a button behind the last word. */
function blocks(text, cite) {
  const found = [];
  let last;
  text.split("\n").forEach((line, i, all) => {
    const [, item, number, words] = /^(- |(\d{1,9})[.)]\s+)?(.*)/.exec(line);
    const leads = item === "- " && !i && all[1] && words.endsWith(":"); // "Bring these:"
    const list = number ? "ol" : "ul";
    last = el(item && !leads ? "li" : "p", { value: number }, words);
    if (last.localName === "p") found.push(last);
    else if (found.at(-1)?.localName === list) found.at(-1).append(last);
    else found.push(el(list, {}, last));
  });
  last.append(" ", cite);
  return found;
}

class SpotterChat extends HTMLElement {
  #ui;
  #words;
  #server;
  #turns = []; // {question, answer, vote}
  #away = false;

  connectedCallback() {
    const get = (name) => this.getAttribute(name);
    this.#server = new URL(get("server") ?? ".", import.meta.url).href;
    const language = Math.max(0, LANGUAGES.indexOf(this.closest("[lang]")?.lang.slice(0, 2)));
    const words = (this.#words = {});
    for (const [name, all] of Object.entries(WORDS)) words[name] = all[language];
    const title = this.title || words.title;
    const inline = get("mode") === "inline";

    const heading = el("h2.title", { id: "title", tabindex: -1 }, title);
    const close = !inline && button("close", words.close, () => this.close());
    const fresh = button("fresh", words.fresh, () => {
      if (log.ariaBusy === "true") return;
      this.#turns = [];
      this.#store();
      this.#fill();
      this.#focus();
    });
    const log = el("div.log", { role: "log", "aria-live": "off", "aria-label": title, tabindex: 0 });
    const status = el("p.status", { role: "status" });
    const submit = (event) => {
      event.preventDefault();
      this.ask(input.value);
    };
    const input = el("textarea.input", {
      rows: 1,
      maxlength: 2000,
      placeholder: words.question,
      "aria-label": words.question,
      enterkeyhint: "send",
      keydown: (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
        submit(event);
      },
    });
    const privacy = [get("privacy"), link("privacy", get("privacy-link"), words.privacy), this.#contact()];
    const panel = el(
      inline ? "section.panel" : "dialog.panel",
      {
        id: "panel",
        "aria-labelledby": "title",
        close: () => {
          bubble.ariaExpanded = "false";
          bubble.hidden = this.#away;
        },
      },
      el("div.head", {}, heading, fresh, close),
      log,
      status,
      el("form.ask", { submit }, input, button("send", words.send)),
      privacy.some(Boolean) && el("p.foot", {}, privacy)
    );
    const bubble = button("bubble", title, () => (panel.open ? this.close() : this.open()), {
      "aria-expanded": "false",
      "aria-controls": "panel",
    });
    const keys = (event) => {
      event.stopPropagation(); // the site's own shortcuts are not meant
      if (event.type === "keydown" && event.key === "Escape" && !event.isComposing) this.close();
    };
    const root = el(
      "div",
      {
        class: `root ${get("position") ?? ""} ${get("theme") ?? ""}`,
        lang: LANGUAGES[language],
        dir: this.closest("[dir]")?.dir,
        title: "", // else the host's is a tooltip over everything
        keydown: keys,
        keyup: keys,
        keypress: keys,
      },
      !inline && bubble,
      panel
    );
    root.style.setProperty("--spotter-colour", get("colour"));
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    shadow.replaceChildren(root);

    this.#ui = { panel, bubble, heading, input, log, status };
    try {
      this.#turns = JSON.parse(sessionStorage["spotter " + this.#server]);
      this.#fill();
    } catch {
      this.#fill((this.#turns = [])); // nothing was said yet, or the site may not store
    }
  }

  open() {
    const { panel, bubble } = this.#ui;
    if (panel.open !== false) return;
    phone.matches ? panel.showModal() : panel.show();
    bubble.ariaExpanded = "true";
    this.#focus();
  }

  close() {
    this.#ui.panel.close?.();
  }

  async ask(question) {
    const { panel, bubble, log, status, input } = this.#ui;
    const words = this.#words;
    question = question.trim();
    if (!question || log.ariaBusy === "true") return;
    this.open();
    log.querySelectorAll(".welcome, .failed, .suggestions").forEach((node) => node.remove());
    const shown = el("div.turn", {});
    log.append(shown);
    const show = (spoken, ...nodes) => {
      shown.replaceChildren(el("p.question", {}, question), ...nodes.filter(Boolean));
      log.scrollTop = shown.offsetTop - 12;
      status.textContent = spoken;
    };
    show(words.wait, el("p.quiet", {}, words.wait));
    log.ariaBusy = "true";
    input.value = "";
    try {
      const history = this.#turns.slice(-8).map((turn) => turn.question);
      const turn = { question, answer: await this.#post("ask", { question, history }) };
      const { answer, notice, message } = turn.answer;
      show([notice, message, answer.replace(/ \[\d+\]/g, "")].join(" "), ...this.#said(turn));
      this.#away = false;
      this.#turns.push(turn);
      this.#store();
      this.#tell("answer", turn.answer);
    } catch ({ status, wait }) {
      const soon = wait < 100 ? `${wait} s.` : `${Math.ceil(wait / 60)} min.`;
      const told = wait ? `${words.busy} ${soon}` : words.failed;
      const click = () => {
        this.#focus();
        this.ask(question);
      };
      show(told, el("p", {}, told), this.#contact(), el("button.again", { click }, words.again));
      shown.className += " failed";
      this.#away = status === 0 || status === 403; // nobody there, or nobody for this site
      bubble.hidden = this.#away && !panel.open;
      this.#tell("error", { status, retryAfter: wait });
    }
    log.ariaBusy = "false";
  }

  #focus() {
    const { heading, input } = this.#ui;
    (phone.matches ? heading : input).focus(); // a phone's keyboard would cover what is there to read
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent("spotter-" + name, { bubbles: true, detail }));
  }

  /** Post JSON as text/plain: no preflight. Throws {status, wait}: 0 where nobody answers, and seconds. */
  async #post(path, body) {
    const response = await fetch(this.#server + "api/" + path, {
      method: "POST",
      body: JSON.stringify(body),
      credentials: "omit",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(30000),
    }).catch(() => ({ status: 0 }));
    if (response.ok) return response.json();
    const { status, headers } = response;
    throw { status, wait: [429, 503].includes(status) ? +headers.get("retry-after") || 60 : null };
  }

  #store() {
    const key = "spotter " + this.#server;
    try {
      if (this.#turns.length) sessionStorage[key] = JSON.stringify(this.#turns.slice(-20));
      else sessionStorage.removeItem(key);
    } catch {} // full, or the site may not store
  }

  #fill() {
    const greeting = el("p", {}, this.getAttribute("greeting") ?? this.#words.greeting);
    const suggestions = this.#suggestions(this.getAttribute("suggestions")?.trim().split(/\s*\|\s*/) ?? []);
    const welcome = [el("div.welcome.turn", {}, greeting, suggestions)];
    const turns = this.#turns.map((turn) => el("div.turn", {}, el("p.question", {}, turn.question), this.#said(turn)));
    this.#ui.log.replaceChildren(...(turns.length ? turns : welcome));
  }

  #contact() {
    return link("contact", this.getAttribute("contact"), this.#words.contact);
  }

  #suggestions(questions) {
    const items = questions.filter(Boolean).map((text) => {
      const click = () => {
        this.#focus();
        this.ask(text);
      };
      return el("li", {}, el("button.suggestion", { click }, text));
    });
    return items[0] && el("div.suggestions", {}, el("h3", {}, this.#words.suggestions), el("ul", {}, items));
  }

  #said(turn) {
    const words = this.#words;
    const { question, answer } = turn;
    const { citations, closest, statements, outcome, notice, message, sources_disagree: disagree } = answer;
    const understood = answer.understood_as.trim();
    const sources = citations.map((citation) => {
      const stated = statements.filter(({ cites }) => cites === citation.number);
      return this.#source(citation, stated.map(({ text }) => text));
    });
    const sides = citations.map((citation) => el("div.side", {}, el("h3", {}, place(citation))));
    const said = el("div.answer", {}, message && el("p", {}, words[outcome] || message));
    if (disagree) said.append(el("p", {}, words.disagree), ...sides);
    for (const [text, number] of segments(answer)) {
      const cite = this.#cite(citations[number - 1], sources[number - 1]);
      (disagree ? sides[number - 1] : said).append(...blocks(text, cite));
    }
    const passages = closest.map((citation, i) => this.#source(citation, [], !i));
    return [
      notice && el("div.notice", { role: "note" }, notice.split("\n").map((line) => el("p", {}, line))),
      understood !== question && el("p.quiet", {}, words.understood, el("bdi", {}, understood)),
      said,
      outcome === "not_found" && this.#contact(),
      sources[0] && el("div.sources", { role: "group", "aria-label": words.source }, sources),
      passages[0] && el("div.sources", {}, el("h3", {}, words.closest), passages),
      answer.id && this.#votes(turn),
      this.#suggestions(answer.suggestions),
    ];
  }

  #cite(citation, source) {
    const click = () => {
      source.open = !source.open;
      source.scrollIntoView({ block: "nearest" });
    };
    const label = `${this.#words.source} ${citation.number}: ${place(citation)}`;
    const cite = el("button.cite", { "aria-label": label, "aria-expanded": "false", click }, `${citation.number}`);
    source.addEventListener("toggle", () => (cite.ariaExpanded = `${source.open}`));
    return cite;
  }

  #source(citation, stated, open) {
    const words = this.#words;
    const { number, quote, source, url } = citation;
    const page = /#page=\d+$/.exec(url);
    const node = el(
      "details.source",
      {},
      el("summary", {}, el("span.number", {}, `${number}`), el("bdi", {}, place(citation))),
      el(
        "div.passage",
        {},
        el("blockquote.quote", {}, quoted(quote, stated)),
        el("p.path", {}, link("page", addressOf(citation, stated), words.page), el("bdi", {}, source + (page ?? "")))
      )
    );
    node.open = open;
    return node;
  }

  #votes(turn) {
    const words = this.#words;
    const thanks = el("span.thanks", {});
    const send = async (more) => {
      press();
      try {
        await this.#post("feedback", { id: turn.answer.id, helpful: turn.vote, ...more });
        thanks.textContent = words.thanks;
        this.#store();
      } catch {
        thanks.textContent = words.failed;
      }
      this.#ui.status.textContent = thanks.textContent;
    };
    const reason = el("input", { "aria-label": words.missing, placeholder: words.missing, maxlength: 500 });
    const submit = (event) => {
      event.preventDefault();
      form.remove();
      send({ reason: reason.value });
    };
    const form = el("form.missing", { submit }, reason, button("send", words.send));
    const buttons = ["helpful", "unhelpful"].map((name, i) =>
      button("vote." + name, words[name], () => {
        turn.vote = !i;
        i ? votes.append(form) : form.remove();
        send();
      })
    );
    const press = () => buttons.forEach((node, i) => (node.ariaPressed = `${turn.vote === !i}`));
    const votes = el("div.votes", {}, buttons, thanks);
    press();
    return votes;
  }
}

if (!customElements.get("spotter-chat")) {
  customElements.define("spotter-chat", SpotterChat);
  const add = () => document.querySelector("spotter-chat") ?? document.body.append(new SpotterChat());
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", add) : add();
}
