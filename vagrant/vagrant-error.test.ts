import { expect, test } from 'vitest';
import { reasonOf, type VagrantReason } from './vagrant-error.js';

const libvirt = 'VagrantPlugins::ProviderLibvirt::Errors';

// Sentences from the two locales/en.yml and from libvirt: what could not be recorded without machines.
test.each<[reason: VagrantReason, errorClass: string | undefined, message: string]>([
  ['locked', 'Vagrant::Errors::MachineLocked', ''],
  ['locked', 'Vagrant::Errors::EnvironmentLockedError', ''],
  [
    'locked',
    'Vagrant::Errors::BatchMultiError',
    "machine. Please handle this error then try again:\n\nAn action 'up' was attempted on the machine 'rs1',\nbut another process is already executing an action on the\nmachine.",
  ],
  [
    'disk-full',
    `${libvirt}::ImageUploadError`,
    'Error while uploading image to storage pool: cannot write: No space left on device',
  ],
  [
    'disk-full',
    `${libvirt}::FogCreateVolumeError`,
    "Error while creating a storage pool volume: cannot create path '/var/lib/libvirt/images/rs1.img': Disk quota exceeded",
  ],
  ['box-missing', 'Vagrant::Errors::BoxNotFound', ''],
  [
    'box-missing',
    'Vagrant::Errors::BatchMultiError',
    "The box 'lvs-lab/node' (v2) with provider 'libvirt'\ncould not be found. Please double check and try again.",
  ],
  [
    'network-clash',
    `${libvirt}::NetworkNameAndAddressMismatch`,
    'Address 10.10.0.1 does not match with network name lab-lan.\nPlease fix your configuration and run vagrant again.',
  ],
  [
    'network-clash',
    `${libvirt}::CreateNetworkError`,
    'Error occurred while creating new network: Call to virNetworkCreate failed: internal error: Network is already in use by interface virbr1.',
  ],
  [
    'network-clash',
    `${libvirt}::CreateNetworkError`,
    "Error occurred while creating new network: operation failed: network 'lab-lan' already exists with uuid 3d7f.",
  ],
  [
    'network-clash',
    `${libvirt}::ActivateNetworkError`,
    "Error while activating network: internal error: bridge name 'virbr1' already in use..",
  ],
  [
    'network-clash',
    `${libvirt}::ActivateNetworkError`,
    'Error while activating network: Child process (dnsmasq) unexpected exit status 2: \ndnsmasq: failed to create listening socket for 10.10.0.1: Address already in use',
  ],
  ['name-clash', `${libvirt}::DomainNameExists`, ''],
  ['name-clash', `${libvirt}::DomainVolumeExists`, ''],
  [
    'name-clash',
    `${libvirt}::FogCreateServerError`,
    "Error while creating domain: Call to virDomainDefineXML failed: operation failed: domain 'lab_rs1' already exists with uuid 3d7f",
  ],
  [
    'name-clash',
    `${libvirt}::FogCreateDomainVolumeError`,
    "Error while creating volume for domain: Call to virStorageVolCreateXML failed: storage volume 'lab_rs1.img' exists already",
  ],
  [
    'libvirt-unreachable',
    'Libvirt::ConnectionError',
    "Call to virConnectOpen failed: Failed to connect socket to '/var/run/libvirt/libvirt-sock': Permission denied",
  ],
  [
    'libvirt-unreachable',
    'Libvirt::Error',
    'Call to virDomainCreate failed: internal error: client socket is closed',
  ],
  ['plugin-missing', 'Vagrant::Errors::ProviderNotFoundSuggestion', ''],
  ['plugin-missing', 'Vagrant::Errors::NoDefaultProvider', ''],
  ['not-created', 'Vagrant::Errors::VMNotCreatedError', ''],
  ['not-created', `${libvirt}::NoDomainError`, 'No domain found. Domain rs1 not found'],
  ['timeout', 'Vagrant::Errors::VMBootTimeout', 'Timed out while waiting for the machine to boot.'],
  ['timeout', 'Fog::Errors::TimeoutError', 'The specified wait_for timeout (2 seconds) was exceeded'],
  ['failed', 'Vagrant::Errors::SSHConnectEACCES', 'SSH is getting permission denied errors when connecting'],
  ['failed', undefined, 'Could not access KVM kernel module: Permission denied'],
  ['failed', undefined, ''],
])('%s: %s %j', (reason, errorClass, message) => {
  expect(reasonOf({ errorClass, message, lines: [] })).toBe(reason);
});

test('what we know ourselves comes first, then the order of the rules', () => {
  const full = {
    errorClass: undefined,
    message: 'An error occurred',
    lines: ['tar: No space left on device'],
  };
  expect(reasonOf(full)).toBe('disk-full');
  expect(reasonOf({ ...full, errorClass: 'Vagrant::Errors::DownloaderError' })).toBe('disk-full');
  expect(reasonOf({ ...full, errorClass: 'Vagrant::Errors::MachineLocked' })).toBe('locked');
  for (const known of ['missing', 'cancelled', 'timeout'] as const)
    expect(reasonOf({ ...full, known })).toBe(known);
});
