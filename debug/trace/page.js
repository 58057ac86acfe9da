// SPDX-License-Identifier: MIT
"use strict";

const DATA = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const FLAGS = [[0, "CF"], [2, "PF"], [4, "AF"], [6, "ZF"], [7, "SF"], [8, "TF"], [9, "IF"], [10, "DF"], [11, "OF"], [14, "NT"],
	[16, "RF"], [17, "VM"], [18, "AC"], [21, "ID"]];
const SELECTORS = {
	i386: { 0x60: "kernel code", 0x68: "kernel data", 0x73: "program's code", 0x7b: "program's data", 0xd8: "this CPU's data", 0x33: "thread's data" },
	x86_64: { 0x10: "kernel code", 0x18: "kernel data", 0x23: "program's code", 0x2b: "program's data", 0x63: "thread's data", 0: "none" },
};

const CPU = 5; // as a writer, beside the lanes

let trace, step = 0, playing = 0;
let rows = [], heads = []; // of the listing

// ---- small things ----

function make(tag, attributes = {}, ...children) {
	const svg = ["svg", "g", "rect", "line", "path", "text", "circle", "title"].includes(tag) && attributes.ns !== 0;
	const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
	for (const [name, value] of Object.entries(attributes))
		if (name !== "ns" && value !== undefined && value !== false)
			node.setAttribute(name, value);
	node.append(...children.filter((child) => child !== null && child !== undefined));
	return node;
}

const word = (text) => BigInt(text);
const flagsOf = (text) => FLAGS.filter(([bit]) => word(text) >> BigInt(bit) & 1n).map(([, name]) => name).join(" ");
const spName = (one) => one.word === 8 ? "rsp" : "esp";
const name = (one) => `${one.arch} ${DATA.enters[one.entry]}`;
const code = (one, index) => one.code[one.steps[index][0]];
const phaseIndex = (one, index) => one.phases.findIndex((phase) => index < phase.first + phase.count);
const plain = (asm) => asm.replace(/\s*<.*>$/, "");

// The states after each instruction: registers, both stacks, and which lane wrote each word.
function states(one) {
	if (one.states)
		return one.states;
	let registers = { ...one.start.registers }, stack = { ...one.start.stack }, writer = {};
	one.states = one.steps.map(([, lane, , set, wrote], index) => {
		const hardware = one.phases[phaseIndex(one, index)].key === "hardware frame";
		registers = { ...registers, ...set };
		stack = { ...stack, ...wrote };
		if (Object.keys(wrote).length) {
			writer = { ...writer };
			for (const at of Object.keys(wrote))
				writer[at] = hardware ? CPU : lane;
		}
		return { registers, stack, writer };
	});
	one.states.unshift({ registers: one.start.registers, stack: one.start.stack, writer: {} });
	return one.states;
}

// ---- the choice of a trace ----

function choices() {
	for (const arch of ["i386", "x86_64"]) {
		const mine = DATA.traces.filter((one) => one.arch === arch);
		if (!mine.length)
			continue;
		const box = make("div", { class: "kernel" }, make("span", {}, arch));
		for (const one of mine) {
			const input = make("input", { type: "radio", name: "trace", value: DATA.traces.indexOf(one) });
			input.addEventListener("change", () => choose(Number(input.value)));
			const label = make("label", {}, input, DATA.enters[one.entry]);
			// By the mouse, the arrow keys shall go on walking; by the keyboard they choose, as in any such group.
			label.addEventListener("pointerup", () => setTimeout(() => $("slider").focus()));
			box.append(label);
		}
		$("entries").append(box);
	}
}

function choose(number) {
	const key = trace && trace.phases[phaseIndex(trace, step)].key;
	trace = DATA.traces[number];
	document.querySelector(`input[value="${number}"]`).checked = true;
	$("slider").max = trace.steps.length - 1;
	$("summary").textContent = `${trace.steps.length} instructions, recorded one by one. The program asks by ` +
		`${DATA.enters[trace.entry]}, and the kernel answers by ${trace.leave.toUpperCase().replace(/Q$/, "")}.`;
	$("made").textContent = `Recorded by gdb in QEMU (${trace.cpu}), kernel compiled by ${trace.compiler}. make trace CALL=${trace.call}`;
	fillListing();
	const same = trace.phases.find((phase) => phase.key === key);
	go(same ? same.first : 0);
}

// ---- the timeline ----

const LANE = 24, HEAD = 38, PAD = 2, GAP = 12; // GAP: the border between program and kernel

const SHORT = ["program", "vDSO", "door", "C", "the call"]; // on a phone

// A phase's width: its count, where long ones are pressed together.
const weight = (count) => count <= 60 ? Math.max(count, 9) : 60 + 8 * Math.log2(count / 60);

function layout(width) {
	const left = width < 560 ? 70 : 132, room = width - left - 8;
	const total = trace.phases.reduce((sum, phase) => sum + weight(phase.count), 0);
	let x = left;
	return { left, places: trace.phases.map((phase) => {
		const place = { phase, x, width: room * weight(phase.count) / total };
		x += place.width;
		return place;
	}) };
}

function xOf(places, index) {
	const place = places[phaseIndex(trace, index)];
	return place.x + (index - place.phase.first + .5) * place.width / place.phase.count;
}

const laneTop = (lane) => HEAD + PAD + lane * LANE + (lane > 1 ? GAP : 0);

function drawTimeline() {
	const box = $("timeline"), width = Math.max(box.clientWidth, 300), { left, places } = layout(width);
	const small = width < 560, height = laneTop(5) + 4, border = laneTop(2) - GAP / 2;
	const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, height, role: "img",
		"aria-label": `The path across program, vDSO, door, common C and the call itself, in ${trace.phases.length} phases` });
	svg.append(make("rect", { class: "kernel-side", x: 0, y: border, width, height: height - border, rx: 6 }));
	places.forEach((place, index) => svg.append(phaseBand(place, index, height, small)));
	DATA.lanes.forEach((text, lane) => {
		const y = laneTop(lane) + LANE / 2;
		svg.append(make("line", { class: "rule", x1: left, x2: width, y1: y, y2: y }));
		svg.append(make("text", { class: `lane-name lane-${lane}`, x: 4, y: y + 4 }, small ? SHORT[lane] : text));
	});
	const call = places.find((place) => place.phase.key === "handled"), deep = call ? call.x + call.width / 2 : width / 2;
	svg.append(make("line", { class: "border", x1: 0, x2: width, y1: border, y2: border }));
	svg.append(make("text", { class: "border-name", x: deep, y: border - 6, "text-anchor": "middle" }, small ? "level 3" : "above: the program, level 3"));
	svg.append(make("text", { class: "border-name", x: deep, y: border + 16, "text-anchor": "middle" }, small ? "level 0" : "below: the kernel, level 0"));
	svg.append(make("path", { class: "way", d: way(places) }));
	svg.append(...stays(places));
	svg.append(make("line", { class: "cursor", id: "cursor", x1: 0, x2: 0, y1: HEAD - 4, y2: height }));
	svg.append(make("circle", { class: "dot", id: "dot", r: 6 }));
	svg.addEventListener("pointerdown", (event) => {
		drag(event, svg, places);
		svg.setPointerCapture(event.pointerId);
	});
	svg.addEventListener("pointermove", (event) => event.buttons && drag(event, svg, places));
	box.replaceChildren(svg);
	box.places = places;
}

function phaseBand({ phase, x, width }, index, height, small) {
	const group = make("g", { "data-phase": index }, make("rect", { class: "band", x, y: 0, width, height, rx: 4 }),
		make("title", {}, `${index + 1}. ${phase.title}: ${phase.count} instructions`));
	group.append(make("text", { x: x + width / 2, y: 14, "text-anchor": "middle" }, String(index + 1)));
	group.append(make("text", { class: "phase-count", x: x + width / 2, y: 31, "text-anchor": "middle" },
		small && width < 26 ? "" : `${phase.count}${width > 120 ? " instructions" : ""}`));
	return group;
}

function way(places) {
	let path = "", last = -1;
	trace.steps.forEach(([, lane], index) => {
		const x = xOf(places, index), y = laneTop(lane) + LANE / 2;
		if (lane !== last)
			path += `${path ? `L${x.toFixed(1)} ${(laneTop(last) + LANE / 2).toFixed(1)} ` : "M"}${path ? "L" : ""}${x.toFixed(1)} ${y.toFixed(1)} `;
		last = lane;
	});
	return path;
}

// One bar for each stay in a lane within a phase.
function stays(places) {
	const found = [];
	trace.steps.forEach(([, lane], index) => {
		const phase = phaseIndex(trace, index), last = found[found.length - 1];
		if (last && last.lane === lane && last.phase === phase)
			last.end = index;
		else
			found.push({ lane, phase, start: index, end: index });
	});
	return found.map(({ lane, phase, start, end }) => {
		const half = places[phase].width / places[phase].phase.count / 2, wide = Math.max(1, half - .6);
		const x = xOf(places, start) - wide, width = Math.max(2.5, xOf(places, end) + wide - x);
		return make("rect", { class: `stay lane-${lane}`, x, width, y: laneTop(lane) + 6, height: LANE - 12, rx: 2.5 });
	});
}

function drag(event, svg, places) {
	const box = svg.getBoundingClientRect(), x = (event.clientX - box.left) * svg.viewBox.baseVal.width / box.width;
	const place = places.find((one) => x < one.x + one.width) || places[places.length - 1];
	const inside = Math.floor((x - place.x) * place.phase.count / place.width);
	go(place.phase.first + Math.min(place.phase.count - 1, Math.max(0, inside)));
}

// ---- panels ----

function fillListing() {
	const list = $("listing");
	list.replaceChildren();
	rows = [];
	trace.phases.forEach((phase, number) => {
		list.append(make("div", { class: "row-head", role: "presentation" }, `${number + 1}. ${phase.title}`));
		for (let index = phase.first; index < phase.first + phase.count; index++) {
			const row = make("div", { class: `row lane-${trace.steps[index][1]}`, role: "option", "aria-selected": "false" },
				make("span", {}, String(index)), make("span", {}, plain(code(trace, index)[1])));
			row.addEventListener("click", () => go(index));
			rows.push(row);
			list.append(row);
		}
	});
}

function showListing() {
	const list = $("listing");
	list.querySelectorAll('[aria-selected="true"]').forEach((row) => row.setAttribute("aria-selected", "false"));
	rows[step].setAttribute("aria-selected", "true");
	list.scrollTop = rows[step].offsetTop - list.clientHeight / 2 + 22;
}

function showSource() {
	const [, , , file, line] = code(trace, step), lines = DATA.sources[file], shown = [];
	const half = Math.floor($("source").clientHeight / 44);
	const near = Object.entries(lines || {}).filter(([at, text]) => Math.abs(at - line) <= half && text.trim()).map(([, text]) => text);
	const indent = Math.min(...near.map((text) => text.match(/^\t*/)[0].length));
	$("source-file").textContent = file ? `${file}:${line}` : "";
	if (!lines)
		shown.push(make("p", { class: "gap" }, file ? "This file is not in the tree." : "No source line for this instruction."));
	else
		for (let at = Math.max(1, line - half + 1); at <= line + half; at++)
			if (at in lines)
				shown.push(make("div", { class: at === line ? "line at" : "line" }, make("span", {}, String(at)),
					make("span", {}, lines[at].slice(indent))));
	$("source").replaceChildren(...shown);
}

function selectorNote(value) {
	const text = SELECTORS[trace.arch][Number(word(value) & 0xffffn)];
	return text || "";
}

function fieldNote(field, value, after) {
	const at = (other) => after.stack[`0x${(word(trace.frame) + BigInt(trace.fields.indexOf(other) * trace.word)).toString(16)}`];
	if (["cs", "ss", "ds", "es", "fs", "gs"].includes(field))
		return selectorNote(value);
	if (field === "flags")
		return flagsOf(value);
	if (field === "ip")
		return value === trace.landing_pad ? "the landing pad" : value === "0x0" ? "not known yet" : "";
	const [callName, names] = DATA.calls[Number(word(at("orig_ax")))] || ["in no table", []];
	if (field === "orig_ax")
		return callName;
	if (field === "cx" && trace.entry !== "int80" && value === at("sp"))
		return "the stack pointer, for now";
	if (field === "ax")
		return value.endsWith("ffffffda") ? "-ENOSYS, until the call sets it" : "result";
	if (field === "sp")
		return "program's stack";
	return names[["bx", "cx", "dx", "si", "di", "bp"].indexOf(field)] || "";
}

// The frame is as much of the kernel's stack as the stack pointer says.
function showFrame() {
	const after = states(trace)[step + 1], sp = word(after.registers[spName(trace)]), frame = word(trace.frame);
	const size = BigInt(trace.word), top = frame + BigInt(trace.fields.length) * size;
	const inside = sp <= top && sp > frame - 8192n;
	const wrote = trace.steps[step][4], list = make("ol", { class: "words", "aria-label": "struct pt_regs, highest address first" });
	let there = 0;
	for (let index = trace.fields.length - 1; index >= 0; index--) {
		const at = frame + BigInt(index) * size, key = `0x${at.toString(16)}`, field = trace.fields[index], value = after.stack[key];
		const valid = inside && at >= sp;
		there += valid;
		const own = valid && (key in wrote), lane = after.writer[key];
		list.append(make("li", { class: `word lane-${lane === undefined ? 2 : lane}${valid ? " there" : ""}${own ? " new" : ""}${valid && at === sp ? " sp" : ""}` },
			make("b", {}, field), make("span", {}, valid ? value : "", valid ? make("i", {}, fieldNote(field, value, after)) : null)));
	}
	const below = inside && sp < frame ? Number((frame - sp) / size) : 0;
	const text = !inside ? "No frame: the program runs, or the stack pointer is not the kernel's" :
		`${there} of ${trace.fields.length} words` + (below ? `; C has ${below} of its own below` : there < trace.fields.length ? "; the stack pointer is at the bar" : ", complete");
	$("frame").replaceChildren(list, make("p", { class: "hint" }, text + "."),
		make("p", { class: "legend" }, "Last written by: ", ...[[CPU, "the CPU"], [2, "door"], [3, "common C"], [4, "the call"]].map(([lane, text]) =>
			make("span", { class: `lane-${lane}` }, text))));
}

function showUserStack() {
	const after = states(trace)[step + 1], call = word(trace.start.registers[spName(trace)]), wrote = trace.steps[step][4];
	const names = ["return address", "edx", "ecx: argument 2"], kernel = (word(after.registers.cs) & 3n) === 0n;
	const sp = kernel ? call - 12n : word(after.registers[spName(trace)]);
	const list = make("ol", { class: "words", "aria-label": "The program's stack, highest address first" });
	names.forEach((text, index) => {
		const at = call - 4n * BigInt(index + 1), key = `0x${at.toString(16)}`, valid = at >= sp;
		list.append(make("li", { class: `word lane-${index ? 1 : 0}${valid ? " there" : ""}${key in wrote ? " new" : ""}` },
			make("b", {}, `-${4 * (index + 1)}`), make("span", {}, valid ? after.stack[key] : "", valid ? make("i", {}, text) : null)));
	});
	$("user-stack").replaceChildren(make("h3", {}, "The program's stack, from its call down"), list);
}

function showRegisters() {
	const after = states(trace)[step + 1].registers, set = trace.steps[step][3];
	$("registers").replaceChildren(...trace.registers.map((register) => {
		const note = register === "eflags" ? ` ${flagsOf(after[register])}` : "";
		return make("div", { class: `reg${register in set ? " new" : ""}${register.length > 6 ? " wide" : ""}` }, make("b", {}, register), make("span", { title: after[register] + note },
			register === "eflags" ? note.trim() || "none set" : after[register].slice(2)));
	}));
}

// ---- what the instruction did ----

function placeName(key) {
	const at = word(key), frame = word(trace.frame), index = Number((at - frame) / BigInt(trace.word));
	if (at >= frame && index < trace.fields.length)
		return `pt_regs.${trace.fields[index]}`;
	return trace.steps[step][2] === 3 && at < word("0x100000000") ? "program's stack" : "kernel stack";
}

function effects() {
	const before = states(trace)[step].registers, [, , , set, wrote] = trace.steps[step], found = [];
	for (const [register, value] of Object.entries(set)) {
		if (register === "rip" || register === "eip")
			continue;
		if (register === "eflags")
			found.push(`flags: ${flagsOf(before[register]) || "none"} → ${flagsOf(value) || "none"}`);
		else
			found.push(`${register} = ${value}`);
	}
	for (const [key, value] of Object.entries(wrote))
		found.push(`${placeName(key)} = ${value}`);
	return found.length ? found.map((text) => make("li", {}, text)) : [make("li", { class: "none" }, "changes nothing but the instruction pointer")];
}

function showNow() {
	const number = phaseIndex(trace, step), phase = trace.phases[number], [symbol, asm, , , , inlined] = code(trace, step);
	const [, lane, level] = trace.steps[step], after = Number(word(states(trace)[step + 1].registers.cs) & 3n);
	$("step-of").textContent = `Phase ${number + 1} of ${trace.phases.length} · ${phase.count} instruction${phase.count === 1 ? "" : "s"}`;
	$("phase-title").textContent = phase.title;
	$("phase-text").textContent = phase.text;
	const box = $("instruction");
	box.className = `instruction lane-${lane}`;
	box.replaceChildren(make("div", { class: "asm" }, plain(asm)),
		make("div", { class: "where" }, make("span", { class: "badge" }, level === after ? `level ${level}` : `level ${level} → ${after}`),
			make("b", {}, DATA.lanes[lane]), ` · ${symbol}${inlined.length ? ` · ${inlined.join(" › ")}` : ""}`),
		make("ul", { class: "effects" }, ...effects()));
	document.querySelectorAll("#timeline g[data-phase]").forEach((group) => group.classList.toggle("on", Number(group.dataset.phase) === number));
}

// ---- side by side ----

function compareTable() {
	const longest = Math.max(...DATA.traces.flatMap((one) => one.phases.filter((phase) => phase.key !== "handled").map((phase) => phase.count)));
	const head = make("tr", {}, make("th", { scope: "col" }, "Phase"),
		...DATA.traces.map((one) => make("th", { scope: "col" }, make("small", {}, one.arch), one.entry)));
	const body = DATA.order.map((key) => make("tr", { "data-key": key }, make("th", { scope: "row" }, make("small", {}, `${DATA.order.indexOf(key) + 1} `), DATA.titles[key]),
		...DATA.traces.map((one) => countCell(one, key, longest))));
	const total = make("tr", { class: "total" }, make("th", { scope: "row" }, "All, from the stub's first through its ret"),
		...DATA.traces.map((one) => make("td", {}, String(one.stub))));
	const leaves = make("tr", { class: "leaves" }, make("th", { scope: "row" }, "goes back by"), ...DATA.traces.map((one) => make("td", {}, one.leave)));
	$("compare").replaceChildren(make("table", { style: `--entries:${DATA.traces.length}` }, make("thead", {}, head), make("tbody", {}, ...body, total, leaves)));
}

function countCell(one, key, longest) {
	const mine = one.phases.filter((phase) => phase.key === key), count = mine.reduce((sum, phase) => sum + phase.count, 0);
	if (!count)
		return make("td", {}, "–");
	const lane = one.steps[mine[0].first + mine[0].count - 1][1];
	const button = make("button", { "aria-label": `${count} instructions, ${name(one)}: go there` },
		make("i", { class: `lane-${lane}`, style: `width:${Math.max(2, Math.min(1, count / longest) * 52)}px${count > longest ? ";opacity:.45" : ""}` }), String(count));
	button.addEventListener("click", () => {
		choose(DATA.traces.indexOf(one));
		go(mine[0].first);
		$("h-path").scrollIntoView({ block: "center" });
	});
	return make("td", {}, button);
}

// Neighbours in one function as one line, for the call itself.
function lines(one, phase) {
	const found = [];
	for (let index = phase.first; index < phase.first + phase.count; index++) {
		const [symbol, asm] = code(one, index), lane = one.steps[index][1], last = found[found.length - 1];
		const own = symbol.split("+")[0];
		if (phase.key === "handled" && last && last.own === own)
			last.count++;
		else
			found.push({ own, text: phase.key === "handled" ? own : plain(asm), lane, index, count: 1 });
	}
	return found;
}

function showBeside() {
	const key = trace.phases[phaseIndex(trace, step)].key;
	document.querySelectorAll("#compare tr[data-key]").forEach((row) => row.classList.toggle("on", row.dataset.key === key));
	$("beside-title").textContent = `${DATA.titles[key]}: the same phase of each`;
	if ($("beside").dataset.key !== key) {
		$("beside").dataset.key = key;
		$("beside").replaceChildren(...DATA.traces.map((one) => column(one, key)));
	}
	document.querySelectorAll("#beside li.here").forEach((item) => item.classList.remove("here"));
	$("beside").hidden = $("beside-title").hidden = DATA.traces.length < 2;
	const mine = document.querySelector(`#beside li[data-at="${DATA.traces.indexOf(trace)}.${step}"]`);
	if (mine)
		mine.classList.add("here");
}

function column(one, key) {
	const phase = one.phases.find((candidate) => candidate.key === key), box = make("div", { class: "column" },
		make("h4", {}, name(one), make("small", {}, phase ? ` · ${phase.count}` : "")));
	if (!phase)
		box.append(make("p", { class: "empty" }, "This path has no such phase."));
	else
		box.append(make("ol", { tabindex: 0, "aria-label": `${DATA.titles[key]}: instructions of ${name(one)}` }, ...lines(one, phase).map((line) => make("li", { class: `lane-${line.lane}`, "data-at": `${DATA.traces.indexOf(one)}.${line.index}`,
			title: line.text }, line.text + (key === "handled" ? ` · ${line.count}` : "")))));
	return box;
}

// ---- moving ----

function go(to) {
	step = Math.max(0, Math.min(trace.steps.length - 1, to));
	const slider = $("slider"), phase = trace.phases[phaseIndex(trace, step)];
	if (!$("timeline").firstChild || $("timeline").shown !== trace) {
		drawTimeline();
		$("timeline").shown = trace;
	}
	slider.value = step;
	slider.setAttribute("aria-valuetext", `instruction ${step} of ${trace.steps.length}, ${phase.title}: ${plain(code(trace, step)[1])}`);
	$("position").textContent = `${step} of ${trace.steps.length - 1}`;
	const x = xOf($("timeline").places, step), y = laneTop(trace.steps[step][1]) + LANE / 2;
	$("cursor").setAttribute("transform", `translate(${x} 0)`);
	$("dot").setAttribute("transform", `translate(${x} ${y})`);
	remember();
	showNow();
	showListing();
	showSource();
	showFrame();
	showUserStack();
	showRegisters();
	showBeside();
}

// The address names the place, so that it can be kept and passed on.
const place = () => `#${trace.arch}-${trace.entry}-${step}`;

function remember() {
	if (location.hash !== place())
		history.replaceState(null, "", place());
}

function recall() {
	const [arch, entry, at] = location.hash.slice(1).split("-");
	const number = DATA.traces.findIndex((one) => one.arch === arch && one.entry === entry);
	if (number < 0)
		return false;
	choose(number);
	go(Number(at) || 0);
	return true;
}

function goPhase(by) {
	const number = phaseIndex(trace, step), here = trace.phases[number];
	if (by < 0 && step > here.first)
		return go(here.first);
	const next = trace.phases[number + by];
	return go(next ? next.first : by < 0 ? 0 : trace.steps.length - 1);
}

function play(on) {
	clearInterval(playing);
	playing = 0;
	if (on) {
		if (step === trace.steps.length - 1)
			go(0);
		playing = setInterval(() => step < trace.steps.length - 1 ? go(step + 1) : play(false), 350);
	}
	$("play").setAttribute("aria-pressed", String(Boolean(playing)));
	$("play").setAttribute("aria-label", playing ? "Pause" : "Play");
	$("play").textContent = playing ? "❚❚" : "▶";
}

const MOVES = {
	first: () => go(0), last: () => go(trace.steps.length - 1), back: () => go(step - 1), on: () => go(step + 1),
	"phase-back": () => goPhase(-1), "phase-on": () => goPhase(1),
};
const KEYS = { Home: "first", End: "last", ArrowLeft: "back", ArrowRight: "on", ArrowUp: "back", ArrowDown: "on", PageUp: "phase-back", PageDown: "phase-on" };

function key(event) {
	if (event.ctrlKey || event.metaKey || event.altKey)
		return;
	const onRadio = event.target.type === "radio" && event.key.startsWith("Arrow"), onButton = event.target.tagName === "BUTTON";
	if (KEYS[event.key] && !onRadio) {
		event.preventDefault();
		play(false);
		MOVES[KEYS[event.key]]();
	} else if (event.key === " " && !onButton) {
		event.preventDefault();
		play(!playing);
	} else if (/^[1-9]$/.test(event.key) && DATA.traces[event.key - 1]) {
		choose(event.key - 1);
	}
}

function start() {
	choices();
	for (const [id, move] of Object.entries(MOVES))
		$(id).addEventListener("click", () => { play(false); move(); });
	$("play").addEventListener("click", () => play(!playing));
	$("slider").addEventListener("input", (event) => { play(false); go(Number(event.target.value)); });
	document.addEventListener("keydown", key);
	let width = innerWidth;
	addEventListener("resize", () => {
		if (innerWidth !== width) {
			width = innerWidth;
			$("timeline").shown = null;
			go(step);
		}
	});
	compareTable();
	addEventListener("hashchange", () => location.hash !== place() && recall());
	if (!recall())
		choose(Math.max(0, DATA.traces.findIndex((one) => one.entry !== "int80")));
}

start();
