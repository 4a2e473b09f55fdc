/** In unit tests `vscode` is `vscodeShim.ts`, also for modules that need it for the words of the user's language alone. */
import { vi } from 'vitest';

vi.mock('vscode', () => import('./vscodeShim.ts'));
