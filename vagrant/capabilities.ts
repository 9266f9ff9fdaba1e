import type { Capabilities } from '../contract/machines.js';

export const vagrantCapabilities: Capabilities = {
  checkpoints: true,
  suspend: true,
  links: true,
  capture: true,
};
