import type { Capabilities } from '../contract/session.js';

export const qemuCapabilities: Capabilities = {
  checkpoints: true,
  suspend: true,
  links: true,
  capture: true,
};
