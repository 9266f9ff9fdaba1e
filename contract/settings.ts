import { z } from 'zod';
import { type ClassMember, codeCharacters, memberOf } from './class-code.js';
import { languages } from './text.js';

export const themes = ['system', 'light', 'dark', 'contrast'] as const;

const memberSchema = z
  .strictObject({ code: z.string().max(codeCharacters), student: z.string().max(64) })
  .refine(({ code, student }: ClassMember) => memberOf(code, student).ok);

const settings = {
  language: z.enum(['system', ...languages]),
  theme: z.enum(themes),
  /** Pixels. */
  fontSize: z.number().int().min(11).max(24),
  terminalFontSize: z.number().int().min(9).max(28),
  /** The learner's name, for reports; empty: not given. */
  learner: z.string().max(80),
  /** The class whose values new sessions have; null: none, and labs have their own. */
  class: memberSchema.nullable(),
  /** Folders of the classes that a teacher has opened, the last one first. */
  classes: z.array(z.string().min(1).max(4096)).max(50),
  /** Has the user been shown round the lab? */
  tourSeen: z.boolean(),
  /** What is selected in a terminal is copied at once. */
  copyOnSelect: z.boolean(),
  provider: z.string(),
  /** Of the qemu provider: `probe` uses hardware virtualisation where a test boot has shown that it works. */
  accelerator: z.enum(['probe', 'none']),
  /** Judge the current step by itself as things change. */
  autoCheck: z.boolean(),
  /** What quitting does with running sessions. */
  onQuit: z.enum(['ask', 'suspend', 'end']),
  /** Sizes and places of a view's parts, by the name of the part. */
  layout: z.record(z.string(), z.unknown()),
};

/** Some settings: what is not named stays. */
export const someSettingsSchema = z.strictObject(settings).partial();

export type Settings = z.infer<z.ZodObject<typeof settings>>;

export const defaultSettings: Settings = {
  language: 'system',
  theme: 'system',
  fontSize: 14,
  terminalFontSize: 13,
  learner: '',
  class: null,
  classes: [],
  copyOnSelect: false,
  tourSeen: false,
  provider: 'qemu',
  accelerator: 'probe',
  autoCheck: true,
  onQuit: 'ask',
  layout: {},
};
