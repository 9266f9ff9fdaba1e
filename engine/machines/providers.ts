import { LabError } from '../../contract/errors.js';
import type { Provider } from './provider.js';

/** The provider of a name, or the first one. @throws LabError provider.unknown */
export function chooseProvider(providers: ReadonlyMap<string, Provider>, name: string | undefined): Provider {
  const found = name === undefined ? [...providers.values()][0] : providers.get(name);
  if (found === undefined)
    throw new LabError({
      code: 'provider.unknown',
      params: { name: name ?? '', known: [...providers.keys()] },
    });
  return found;
}
