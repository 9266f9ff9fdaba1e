import { diskSize } from './disk.js';

/**
 * The description of a VirtualBox machine that its importer reads (DMTF DSP0243, OVF 1.0): one disk on SATA, one NIC for
 * NAT; the lab's NICs come from the Vagrantfile.
 * @param vmdkSize bytes of the disk's file
 */
export function virtualBoxOvf(name: string, vmdkFile: string, vmdkSize: number): string {
  const item = (lines: readonly (readonly [string, string | number])[]): string =>
    `      <Item>\n${lines.map(([tag, value]) => `        <rasd:${tag}>${value}</rasd:${tag}>`).join('\n')}\n      </Item>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Envelope ovf:version="1.0" xml:lang="en-US" xmlns="http://schemas.dmtf.org/ovf/envelope/1"
  xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
  xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData"
  xmlns:vssd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <References>
    <File ovf:id="file1" ovf:href="${vmdkFile}" ovf:size="${vmdkSize}"/>
  </References>
  <DiskSection>
    <Info>Virtual disks</Info>
    <Disk ovf:capacity="${diskSize}" ovf:diskId="vmdisk1" ovf:fileRef="file1"
      ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"/>
  </DiskSection>
  <NetworkSection>
    <Info>Logical networks</Info>
    <Network ovf:name="NAT"><Description>Vagrant's own network</Description></Network>
  </NetworkSection>
  <VirtualSystem ovf:id="${name}">
    <Info>A machine of LVS Lab</Info>
    <OperatingSystemSection ovf:id="96">
      <Info>Debian GNU/Linux, 64 bit</Info>
      <Description>Debian_64</Description>
    </OperatingSystemSection>
    <VirtualHardwareSection>
      <Info>Virtual hardware</Info>
      <System>
        <vssd:ElementName>Virtual Hardware Family</vssd:ElementName>
        <vssd:InstanceID>0</vssd:InstanceID>
        <vssd:VirtualSystemIdentifier>${name}</vssd:VirtualSystemIdentifier>
        <vssd:VirtualSystemType>virtualbox-2.2</vssd:VirtualSystemType>
      </System>
${[
  item([
    ['Caption', '1 virtual CPU'],
    ['ElementName', '1 virtual CPU'],
    ['InstanceID', 1],
    ['ResourceType', 3],
    ['VirtualQuantity', 1],
  ]),
  item([
    ['AllocationUnits', 'MegaBytes'],
    ['Caption', '256 MB of memory'],
    ['ElementName', '256 MB of memory'],
    ['InstanceID', 2],
    ['ResourceType', 4],
    ['VirtualQuantity', 256],
  ]),
  item([
    ['Address', 0],
    ['Caption', 'sataController0'],
    ['ElementName', 'sataController0'],
    ['InstanceID', 3],
    ['ResourceSubType', 'AHCI'],
    ['ResourceType', 20],
  ]),
  item([
    ['AddressOnParent', 0],
    ['Caption', 'disk1'],
    ['ElementName', 'disk1'],
    ['HostResource', '/disk/vmdisk1'],
    ['InstanceID', 4],
    ['Parent', 3],
    ['ResourceType', 17],
  ]),
  item([
    ['AutomaticAllocation', 'true'],
    ['Caption', "Ethernet adapter on 'NAT'"],
    ['Connection', 'NAT'],
    ['ElementName', "Ethernet adapter on 'NAT'"],
    ['InstanceID', 5],
    ['ResourceType', 10],
  ]),
].join('\n')}
    </VirtualHardwareSection>
  </VirtualSystem>
</Envelope>
`;
}
