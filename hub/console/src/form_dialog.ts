/** A dialog over the page with a form; it goes with the page. */
import { h } from "./dom";
import { told } from "./faults";
import { t, type TextKey } from "./texts";

/** send() does what the form is for: what it gives is shown instead of the form, null closes the dialog. done() is called when it is closed. */
export function formDialog(title: string, send: () => Promise<HTMLElement | null>, done: () => void, controls: HTMLElement[], act: TextKey = "save"): HTMLDialogElement {
  const result = h("div", { "aria-live": "polite" });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      const shown = await send();
      if (shown === null) return box.close();
      form.replaceWith(h("h2", {}, title));
      result.replaceChildren(shown, h("div", { class: "buttons" }, h("button", { class: "primary", name: "close", click: () => box.close() }, t("close"))));
    } catch (error) {
      result.replaceChildren(told(error));
    }
  };
  const form = h("form", { submit: (event) => void submit(event) }, h("h2", {}, title), ...controls,
    h("div", { class: "buttons" }, h("button", { class: "primary", name: "send" }, t(act)), h("button", { type: "button", click: () => box.close() }, t("cancel"))));
  const box = h("dialog", { "aria-label": title, close: () => { box.remove(); done(); } }, form, result);
  return box;
}
