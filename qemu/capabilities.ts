import type { Capabilities } from '../contract/machines.js';

export const qemuCapabilities: Capabilities = {
  checkpoints: true,
  suspend: true,
  links: true,
  capture: true,
};
