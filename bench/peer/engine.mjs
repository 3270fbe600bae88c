/*
 * One form through the ODK web engine in a process of its own:
 *
 *	node engine.mjs FORM.xml STEPS.json
 *
 * STEPS is what bench/real_forms.c wrote: [{"op": "answer", "ref": …, "value": …} | {"op": "new-repeat", "ref": …}].
 * Prints one line: ms to parse, ms to the first instance, ms of all steps, µs of an answer (median, 95 %), MiB of the
 * process at its peak, answers, steps that the engine could not take. All times are CPU time of the process. An answer
 * counts the reading of its list of choices, as a client shows it.
 */
import { readFile } from 'node:fs/promises';
import { JSDOM } from 'jsdom';

const [formPath, stepsPath] = process.argv.slice(2);
// Two of the forms have apostrophes inside itext ids, which the engine refuses: it gets the ids without them.
const bare = (text) => text.replaceAll("'", '').replaceAll('&apos;', '');
const form = (await readFile(formPath, 'utf8'))
	.replace(/(<text\s+id=")([^"]*)"/g, (_, open, id) => `${open}${bare(id)}"`)
	.replace(/(="jr:itext\(')([^"]*)('\)")/g, (_, open, id, close) => `${open}${bare(id)}${close}`);
const steps = JSON.parse(await readFile(stepsPath, 'utf8'));

// What the engine takes from a browser.
const { window } = new JSDOM('<!doctype html>');
for (const name of Object.getOwnPropertyNames(window)) {
	if (!(name in globalThis) && /^[A-Z]/.test(name)) {
		globalThis[name] = window[name];
	}
}
globalThis.window ??= window;
globalThis.document = window.document;
globalThis.__dirname = import.meta.dirname;
const { loadForm } = await import('@getodk/xforms-engine');

const cpuUs = () => {
	const { user, system } = process.cpuUsage();
	return user + system;
};

const childrenOf = (node) => node.currentState?.children ?? [];
const plain = (reference) => reference.replaceAll('[1]', '');

/** The node at a reference such as /data/person[2]/age. */
const find = (node, reference) => {
	const own = plain(node.currentState.reference);
	if (own === reference && !node.nodeType.startsWith('repeat-range')) {
		return node;
	}
	for (const child of childrenOf(node)) {
		const path = plain(child.currentState.reference);
		const leads = reference === path || reference.startsWith(path + '/') || reference.startsWith(path + '[');
		const found = leads ? find(child, reference) : null;
		if (found) {
			return found;
		}
	}
	return null;
};

const findRange = (node, reference) => {
	for (const child of childrenOf(node)) {
		const path = plain(child.currentState.reference);
		if (child.nodeType.startsWith('repeat-range') && path === reference) {
			return child;
		}
		const found = reference.startsWith(path) ? findRange(child, reference) : null;
		if (found) {
			return found;
		}
	}
	return null;
};

const answer = (node, value) => {
	switch (node.nodeType) {
		case 'select': {
			const options = node.currentState.valueOptions;
			void options.length;
			return node.selectType === 'select' ? node.selectValues(value.split(' ')) : node.selectValue(value);
		}
		case 'rank':
			return node.setValues(value.split(' '));
		case 'trigger':
			return node.setValue(true);
		case 'range':
			return node.setValue(Number(value));
		default:
			return node.setValue(value);
	}
};

const start = cpuUs();
const loaded = await loadForm(form, {
	fetchFormAttachment: async () => new Response('', { status: 404 }),
	missingResourceBehavior: 'BLANK',
});
if (loaded.status === 'failure') {
	console.error(loaded.error);
	process.exit(1);
}
const parsed = cpuUs();
const { root } = loaded.createInstance();
void root.currentState.children;
const begun = cpuUs();

const times = [];
let failed = 0;
let finding = 0;
for (const step of steps) {
	const before = cpuUs();
	const reference = plain(step.ref);
	const node = step.op === 'answer' ? find(root, reference) : findRange(root, reference.replace(/\[\d+\]$/, ''));
	const found = cpuUs();
	finding += found - before;
	try {
		if (step.op === 'answer') {
			answer(node, step.value);
			times.push(cpuUs() - found);
		} else {
			node.addInstances();
		}
	} catch (error) {
		failed += 1;
		if (process.env.PEER_ERRORS) {
			console.error(step, node?.nodeType, error.message);
		}
	}
}
const finished = cpuUs();
times.sort((a, b) => a - b);
const at = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
console.log(
	((parsed - start) / 1e3).toFixed(2),
	((begun - parsed) / 1e3).toFixed(2),
	((finished - begun - finding) / 1e3).toFixed(2),
	at(0.5).toFixed(1),
	at(0.95).toFixed(1),
	(process.resourceUsage().maxRSS / 1024).toFixed(1),
	times.length,
	failed,
);
process.exit(0);
