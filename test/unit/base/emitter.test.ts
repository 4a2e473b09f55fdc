import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../src/base/emitter.ts';

describe('Emitter', () => {
  it('calls listeners in order until they unsubscribe', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    const first = emitter.event((value) => heard.push(`a${value}`));
    emitter.event((value) => heard.push(`b${value}`));
    emitter.fire(1);
    first.dispose();
    emitter.fire(2);
    emitter.dispose();
    emitter.fire(3);
    expect(heard).toEqual(['a1', 'b1', 'b2']);
  });

  it('skips a listener that an earlier one removed, and lets a function subscribe twice', () => {
    const emitter = new Emitter<void>();
    let count = 0;
    const listen = () => {
      count += 1;
      second.dispose();
    };
    emitter.event(listen);
    const second = emitter.event(listen);
    emitter.fire();
    expect(count).toBe(1);
  });
});
