const form = document.querySelector("form[role=search]");
let docs;
form.addEventListener("input", async () => {
  docs ??= (await (await fetch("/search/search_index.json")).json()).docs;
  const words = form.query.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.length ? docs.filter((one) => words.every((word) => `${one.title} ${one.text}`.toLowerCase().includes(word))) : [];
  form.querySelector("ol").replaceChildren(
    ...found.slice(0, 20).map((one) => {
      const link = Object.assign(document.createElement("a"), { href: one.location, textContent: one.title });
      const item = document.createElement("li");
      item.append(link);
      return item;
    }),
  );
});
