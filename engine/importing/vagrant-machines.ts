import type { Notes, Place, Thing } from './notes.js';
import { type Listener, Target, unknown, type Value, wordOf } from './ruby-values.js';

/** What a Vagrantfile says of a machine; of all machines, what stands outside of any. */
export interface Machine {
  readonly name: string;
  readonly place: Place;
  /** Undefined: it is what all have in common. */
  readonly thing: Thing | undefined;
  hostname?: string;
  memory?: number;
  box?: string;
  readonly networks: Network[];
  readonly provisioners: Provisioner[];
}

export interface Network {
  /** Undefined: the address is not said, or not known. */
  readonly address: string | undefined;
  readonly mask: string | undefined;
  /** The name of the segment; undefined: machines with addresses of one network share it. */
  readonly segment: string | undefined;
  readonly place: Place;
  readonly thing: Thing;
}

export interface Provisioner {
  /** What each option was set to; `line` of inline text is its place's. */
  readonly options: Map<string, Value>;
  readonly place: Place;
  readonly thing: Thing;
}

/** Options of a network that say which segment it is, by provider. */
const segments = [
  'virtualbox__intnet',
  'libvirt__network_name',
  'vmware__vmnet',
  'hyperv__switch',
  'docker_network__name',
] as const;

/** The parts of a machine that a block is given. */
class Provider {
  readonly machine: Machine;
  constructor(machine: Machine) {
    this.machine = machine;
  }
}
/** `Vagrant` itself: there is one. */
const vagrant = {};

const asHash = (value: Value | undefined): ReadonlyMap<string, Value> =>
  value instanceof Map ? value : new Map<string, Value>();

/**
 * Gathers what a Vagrantfile says of its machines. https://developer.hashicorp.com/vagrant/docs/vagrantfile
 */
export class MachinesRead implements Listener {
  readonly common: Machine;
  readonly machines = new Map<string, Machine>();
  readonly globals: Readonly<Record<string, Value>> = { Vagrant: new Target(vagrant) };
  readonly #notes: Notes;
  readonly #file: string;
  readonly #lines: readonly string[];
  readonly #told = new Set<number>();
  readonly #unset = new Set<string>();

  constructor(notes: Notes, file: string, text: string) {
    this.#notes = notes;
    this.#file = file;
    this.#lines = text.split('\n');
    this.common = { name: '', place: { file, line: 1 }, thing: undefined, networks: [], provisioners: [] };
  }

  readonly unread = (line: number): void => this.#say(line, 'ruby-not-read');
  readonly undecided = (line: number): void => this.#say(line, 'ruby-condition');

  readonly environment = (name: string, line: number): void => {
    if (this.#unset.has(`${line} ${name}`)) return;
    this.#unset.add(`${line} ${name}`);
    const shown = name.slice(0, 80);
    this.#notes
      .thing('setting', shown, this.#at(line))
      .note('changed', { code: 'environment-unset', params: { name: shown } });
  };

  #say(line: number, code: 'ruby-not-read' | 'ruby-condition'): void {
    // A loop comes past it again.
    if (this.#told.has(line)) return;
    this.#told.add(line);
    const text = (this.#lines[line - 1] ?? '').trim().slice(0, 120);
    this.#notes.thing('setting', text, this.#at(line)).note('lost', { code, params: { text } });
  }

  #at(line: number): Place {
    return { file: this.#file, line };
  }

  #lose(setting: string, line: number): void {
    this.#notes
      .thing('setting', setting, this.#at(line))
      .note('lost', { code: 'setting-lost', params: { setting } });
  }

  readonly call: Listener['call'] = (target, name, args, line, run) => {
    const { owner, path } = target;
    const said = [...path, name].join('.');
    if (owner === vagrant) {
      if (name === 'configure') run?.(new Target(this.common));
      else if (/^(require_version|has_plugin\?)$/.test(name)) return name === 'has_plugin?' ? unknown : null;
      else this.unread(line);
      return null;
    }
    if (owner instanceof Provider) return this.#provider(owner, said, args, line);
    if (owner instanceof Map) return unknown;
    const machine = owner as Machine;
    switch (said) {
      case 'vm.define':
        return this.#define(args, line, run);
      case 'vm.network':
        return this.#network(machine, args, line);
      case 'vm.provision':
        return this.#provision(machine, args, line, run);
      case 'vm.provider':
        run?.(new Target(new Provider(machine)), machineOverride(machine));
        return null;
      default:
        if (args.length === 0 && run === undefined) return new Target(machine, [...path, name]);
        this.#lose([said, ...args.flatMap((arg) => wordOf(arg) ?? [])].join(' ').slice(0, 120), line);
        return unknown;
    }
  };

  readonly assign: Listener['assign'] = ({ owner, path }, name, value, line) => {
    const said = [...path, name].join('.');
    if (owner instanceof Map) return void (owner as Map<string, Value>).set(name, value);
    if (owner instanceof Provider) return this.#setting(owner.machine, said, value, line);
    if (owner === vagrant) return this.unread(line);
    const machine = owner as Machine;
    const word = value === unknown ? undefined : wordOf(value);
    if (word === undefined) this.unread(line);
    else if (/^vm\.host_?name$/.test(said)) machine.hostname = word;
    else if (said === 'vm.box') {
      machine.box = word;
      const thing = this.#notes.thing('setting', `vm.box ${word}`, this.#at(line));
      thing.note('changed', { code: 'box-other', params: { box: word } });
    } else this.#lose(said, line);
  };

  #define(args: readonly Value[], line: number, run: Parameters<Listener['call']>[4]): Value {
    const name = wordOf(args[0] ?? unknown);
    if (name === undefined || name === '') {
      this.unread(line);
      return null;
    }
    for (const option of asHash(args[1]).keys()) this.#lose(`vm.define ${option.slice(0, 80)}`, line);
    let machine = this.machines.get(name);
    if (machine === undefined) {
      const place = this.#at(line);
      const thing = this.#notes.thing('machine', name, place);
      machine = { name, place, thing, networks: [], provisioners: [] };
      this.machines.set(name, machine);
    }
    run?.(new Target(machine));
    return null;
  }

  #network(machine: Machine, args: readonly Value[], line: number): Value {
    const kind = wordOf(args[0] ?? unknown) ?? '';
    const options = asHash(args.at(-1));
    const address = options.get('ip');
    const word = address === undefined || address === unknown ? undefined : wordOf(address);
    if (!/^(private|public)_network$/.test(kind)) {
      this.#lose(`vm.network ${kind}`, line);
      return null;
    }
    const place = this.#at(line);
    const thing = this.#notes.thing('network', `${machine.name} ${word ?? kind}`.trim(), place);
    const segment = segments.map((name) => options.get(name)).find((each) => typeof each === 'string');
    const mask = options.get('netmask') ?? options.get('libvirt__netmask');
    for (const option of options.keys())
      if (
        !/^(ip|netmask|libvirt__netmask|name|type)$/.test(option) &&
        !(segments as readonly string[]).includes(option)
      )
        thing.note('changed', { code: 'setting-lost', params: { setting: option.slice(0, 80) } });
    machine.networks.push({
      address: word,
      mask: mask === undefined ? undefined : wordOf(mask),
      segment,
      place,
      thing,
    });
    return null;
  }

  #provision(
    machine: Machine,
    args: readonly Value[],
    line: number,
    run: Parameters<Listener['call']>[4],
  ): Value {
    const given = asHash(args.at(-1));
    const options = new Map<string, Value>(given);
    const first = wordOf(args[0] ?? unknown) ?? '';
    const type = wordOf(options.get('type') ?? first) ?? '';
    const place = this.#at(line);
    const thing = this.#notes.thing('provisioner', `${machine.name} ${first}`.trim(), place);
    run?.(new Target(options));
    if (type !== 'shell')
      thing.note('lost', { code: 'provisioner-lost', params: { provisioner: type.slice(0, 80) } });
    else machine.provisioners.push({ options, place, thing });
    return null;
  }

  #provider({ machine }: Provider, said: string, args: readonly Value[], line: number): Value {
    const [words] = args;
    if (said !== 'customize' || !Array.isArray(words)) {
      this.#lose(said, line);
      return null;
    }
    const list = words as readonly Value[];
    if (list[0] !== 'modifyvm') this.#lose(`customize ${wordOf(list[0] ?? '') ?? ''}`, line);
    for (let index = 2; list[0] === 'modifyvm' && index + 1 < list.length; index += 2)
      this.#setting(machine, (wordOf(list[index]!) ?? '').replace(/^--/, ''), list[index + 1]!, line);
    return null;
  }

  #setting(machine: Machine, name: string, value: Value, line: number): void {
    const memory = Number(wordOf(value) ?? Number.NaN);
    if (/^(memory|memsize)$/.test(name) && Number.isFinite(memory)) machine.memory = memory;
    // What its window is called; a machine here is called as its node.
    else if (name !== 'name') this.#lose(name.slice(0, 80), line);
  }
}

/** The second that a provider's block is given: the machine, for what holds with that provider only. */
function machineOverride(machine: Machine): Target {
  return new Target(machine);
}
