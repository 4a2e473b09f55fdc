/**
 * The interface to onnxruntime: a graph becomes a session that takes and returns typed arrays. Inputs are not copied. A
 * run is a synchronous native call behind a promise. It blocks its thread and cannot be interrupted. So the extension
 * host never loads this file, and callers keep single runs short.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { encodeModel } from '../graph/encodeModel.ts';
import type { GraphBuilder } from '../graph/graphBuilder.ts';
import type { ElementType } from '../graph/value.ts';

export interface SessionOptions {
  /** Threads of one operator. Two sessions that run several threads at once halve each other's speed. */
  readonly threads: number;
  /** ONNX Runtime's graph optimisation. Off for the training step, where it folds transposes into slower products. */
  readonly optimise: boolean;
}

export type SessionData = Float32Array | Int32Array | BigInt64Array | Uint8Array;

export class Session {
  private constructor(private readonly session: InferenceSession) {}

  /** @throws Error when the native library refuses the graph. */
  static async create(graph: GraphBuilder, options: SessionOptions): Promise<Session> {
    const session = await InferenceSession.create(encodeModel(graph), {
      executionProviders: ['cpu'],
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: options.optimise ? 'all' : 'disabled',
      enableCpuMemArena: true,
      // For the training step, one planned block for all values would use far more memory than is needed at any time.
      enableMemPattern: options.optimise,
      logSeverityLevel: 3,
    });
    return new Session(session);
  }

  /** Outputs named in `into` are written to those tensors. The others are allocated. */
  async run(
    feeds: Readonly<Record<string, Tensor>>,
    into?: Readonly<Record<string, Tensor | null>>,
  ): Promise<Record<string, Tensor>> {
    return await (into === undefined ? this.session.run(feeds) : this.session.run(feeds, into));
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }
}

/** A tensor over an array, without a copy. */
export function tensor(data: SessionData, shape: readonly number[]): Tensor {
  return new Tensor(elementTypeOf(data), data, shape);
}

/** The numbers of a float32 output. */
export function floats(result: Readonly<Record<string, Tensor | undefined>>, name: string): Float32Array {
  const data = result[name]?.data;
  if (!(data instanceof Float32Array)) throw new TypeError(`output ${name} holds no float32 numbers`);
  return data;
}

/** The numbers of an int32 output. */
export function integers(result: Readonly<Record<string, Tensor | undefined>>, name: string): Int32Array {
  const data = result[name]?.data;
  if (!(data instanceof Int32Array)) throw new TypeError(`output ${name} holds no int32 numbers`);
  return data;
}

function elementTypeOf(data: SessionData): Exclude<ElementType, 'bool'> {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Int32Array) return 'int32';
  return data instanceof Uint8Array ? 'uint8' : 'int64';
}
