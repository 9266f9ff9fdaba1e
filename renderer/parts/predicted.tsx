import { predictedText, predictionIn } from '../../contract/messages/naming.js';
import type { Prediction } from '../../contract/prediction.js';
import { visible } from '../../contract/visible.js';
import { useLanguage } from '../base/i18n.js';

/** What the learner had expected, beside what was found. */
export function Predicted({ prediction }: { readonly prediction: Prediction | undefined }) {
  const language = useLanguage();
  if (prediction === undefined) return null;
  return (
    <p className="quiet-text predicted">
      <strong>{predictedText[language]}</strong> {visible(predictionIn(prediction, language))}
    </p>
  );
}
