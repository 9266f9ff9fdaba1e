import { CircleAlert, RotateCw, TriangleAlert } from 'lucide-react';
import { hostCatalogue } from '../../contract/messages/host.js';
import type { DoctorFinding } from '../../contract/machines.js';
import { word } from '../../contract/text.js';
import { useAsk } from '../base/engine.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { libraryTexts } from '../texts/library.js';
import { Button, IconButton, useUnfold } from './controls.js';
import { CopyButton } from './copy-button.js';

/**
 * What is not in order with this host, and the command that mends it. One line, of the same height whatever it says: what is wrong with the host comes seconds after the page.
 */
export function Doctor() {
  const say = useSay(libraryTexts);
  const language = useLanguage();
  const doctor = useAsk('doctor', {});
  const [listed, toggle] = useUnfold();
  // The line has room for one: what hinders, before what only is slow.
  const findings = (doctor.value ?? [])
    .filter((finding) => finding.status !== 'ok')
    .toSorted((one, other) => Number(other.status === 'problem') - Number(one.status === 'problem'));
  const [first] = findings;
  return (
    <section className="doctor" aria-label={say('doctor')}>
      <div className="doctor-line">
        <h2>{say('doctor')}</h2>
        {first === undefined ? (
          <span className="grow quiet-text">
            {say(doctor.value === undefined ? 'doctorLooking' : 'doctorFine')}
          </span>
        ) : (
          <span className={`grow finding ${first.status}`}>
            <FindingMark status={first.status} /> {word(hostCatalogue, first.message, language)}
          </span>
        )}
        {first !== undefined && (
          <Button small look="quiet" aria-expanded={listed} onPress={toggle}>
            {say('doctorMore', { count: findings.length })}
          </Button>
        )}
        <IconButton icon={RotateCw} label={say('doctorAgain')} onPress={doctor.again} />
      </div>
      {listed && (
        <ul className="card">
          {findings.map((finding) => (
            <li key={finding.id}>
              <div className="grow">
                <FindingMark status={finding.status} /> {word(hostCatalogue, finding.message, language)}
                {finding.fix !== undefined && (
                  <div className="fix">
                    {say('doctorFix')} <code>{finding.fix}</code>
                    <CopyButton text={finding.fix} />
                  </div>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function FindingMark({ status }: { readonly status: DoctorFinding['status'] }) {
  const say = useSay(libraryTexts);
  const Icon = status === 'problem' ? CircleAlert : TriangleAlert;
  return (
    <strong className={`finding-mark ${status}`}>
      <Icon size={15} aria-hidden /> {say(status === 'problem' ? 'doctorProblem' : 'doctorWarning')}
    </strong>
  );
}
