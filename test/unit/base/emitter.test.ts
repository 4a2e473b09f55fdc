import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../src/base/emitter.ts';

describe('Emitter', () => {
  it('tells those who listen, in order, until they stop', () => {
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

  it('does not tell who was removed by a listener before, and lets the same function listen twice', () => {
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
