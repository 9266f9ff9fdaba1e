import { Play } from 'lucide-react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { LabSummary, LabView } from '../../contract/views.js';
import { roleTexts } from '../../contract/messages/machines.js';
import { useAsk } from '../base/engine.js';
import { useLanguage, useSay, wordError } from '../base/i18n.js';
import { type Box, layOut } from '../logic/topology-layout.js';
import { withoutTitle } from '../logic/steps.js';
import { commonTexts } from '../texts/common.js';
import { labTexts } from '../texts/lab.js';
import { libraryTexts } from '../texts/library.js';
import { Button } from './controls.js';
import { Markdown } from './markdown.js';

interface PreviewProps {
  readonly lab: LabSummary;
  /** Titles of the labs that should be done before. */
  readonly before: readonly string[];
  readonly onStart: () => void;
  readonly onClose: () => void;
}

/** What a lab is about, before a machine starts: its network, its steps, and the text of the first one. */
export function Preview({ lab, before, onStart, onClose }: PreviewProps) {
  const say = useSay(libraryTexts);
  const sayCommon = useSay(commonTexts);
  const language = useLanguage();
  const { value, error } = useAsk('preview', { lab: lab.name });
  const [first] = value?.steps ?? [];
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="modal wide">
        <Dialog className="dialog preview">
          <Heading slot="title" className="dialog-title">
            {lab.title[language]}
          </Heading>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
          <div className="dialog-body" tabIndex={0} role="group" aria-label={say('preview')}>
            <p>{lab.summary[language]}</p>
            {before.length > 0 && <p className="before">{say('before', { labs: before })}</p>}
            {error !== undefined && <p role="alert">{wordError(error, language)}</p>}
            {value === undefined ? (
              error === undefined && <p role="status">{sayCommon('loading')}</p>
            ) : (
              <>
                <Sketch lab={value} />
                <h3>{labTexts.steps[language]}</h3>
                <ol>
                  {value.steps.map((step) => (
                    <li key={step.id}>
                      {step.title[language]}
                      {step.optional && (
                        <span className="quiet-text"> {labTexts.optionalStep[language]}</span>
                      )}
                    </li>
                  ))}
                </ol>
                {first !== undefined && (
                  <>
                    <h3>{say('firstStep', { title: first.title[language] })}</h3>
                    <Markdown
                      text={withoutTitle(first.text[language], first.title[language])}
                      nodes={[]}
                      onRun={undefined}
                    />
                  </>
                )}
              </>
            )}
          </div>
          <div className="dialog-actions">
            <Button onPress={onClose}>{sayCommon('close')}</Button>
            <Button look="primary" icon={Play} onPress={onStart}>
              {say('start')}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** From one line of text in a node's box to the next, in the sketch's units. */
const lineHeight = 18;

const middle = ({ x, y, width, height }: Box) => ({ x: x + width / 2, y: y + height / 2 });

/** Nodes, segments and cables of a lab that does not run. */
function Sketch({ lab }: { readonly lab: LabView }) {
  const say = useSay(libraryTexts);
  const language = useLanguage();
  const { nodes, networks } = layOut(lab);
  const boxes = [...Object.values(nodes), ...Object.values(networks)];
  const left = Math.min(...boxes.map((box) => box.x)) - 8;
  const top = Math.min(...boxes.map((box) => box.y)) - 8;
  const width = Math.max(...boxes.map((box) => box.x + box.width)) - left + 8;
  const height = Math.max(...boxes.map((box) => box.y + box.height)) - top + 8;
  const said = lab.nodes
    .map(
      ({ name, interfaces }) =>
        `${name} ${interfaces.map(({ address, network }) => `${address} (${network})`).join(' ')}`,
    )
    .join(', ');
  return (
    <svg className="sketch" viewBox={`${left} ${top} ${width} ${height}`} role="img">
      <title>{say('sketch', { nodes: said })}</title>
      {lab.nodes.flatMap(({ name, interfaces }) =>
        interfaces.map(({ network, dev }) => {
          const [a, b] = [middle(nodes[name]!), middle(networks[network]!)];
          return <line key={`${name} ${dev}`} x1={a.x} y1={a.y} x2={b.x} y2={b.y} />;
        }),
      )}
      {lab.networks.map(({ name, cidr }) => {
        const box = networks[name]!;
        return (
          <g key={name} className="segment">
            <rect {...box} rx={box.height / 2} />
            <text x={middle(box).x} y={middle(box).y + 5}>
              {name} {cidr}
            </text>
          </g>
        );
      })}
      {lab.nodes.map(({ name, role, interfaces }) => {
        const box = nodes[name]!;
        const { x, y } = middle(box);
        const line = (index: number) => y + 5 + (index - (interfaces.length + 1) / 2) * lineHeight;
        return (
          <g key={name} className={`machine ${role}`}>
            <rect {...box} rx={8} />
            <text className="name" x={x} y={line(0)}>
              {name}
            </text>
            <text x={x} y={line(1)}>
              {roleTexts[role][language]}
            </text>
            {interfaces.map(({ dev, address }, index) => (
              <text key={dev} x={x} y={line(index + 2)}>
                {dev} {address}
              </text>
            ))}
          </g>
        );
      })}
    </svg>
  );
}
