/**
 * How fast one thread can read weights. A character of decoding needs every weight once, so bytes of weights divided
 * by this rate are a lower limit. Two readers (a sum of float32 numbers, an 8-bit product as in decoding) read two
 * blocks (one larger than the caches, one as large as the model). The fastest of the four counts.
 */
import { GraphBuilder } from '../../../graph/graphBuilder.ts';
import { eightBitProduct } from '../../../runtime/rowMajorLayout.ts';
import { Session, tensor } from '../../../runtime/session.ts';

/** Bytes of the block that is larger than the caches. */
const largeBlock = 64 * 2 ** 20;
/** Bytes read in one call at least, so that the call itself costs nothing. */
const leastBytes = 8 * 2 ** 20;
const options = { threads: 1, optimise: true } as const;

/** Reads a block, once or several times in a call. */
export interface MemoryReader {
  /** Read in one call. */
  readonly bytes: number;
  read(): Promise<void>;
  dispose(): Promise<void>;
}

/** The sum of a constant (rows, 4096) of float32 over its rows. */
async function sumReader(blockBytes: number): Promise<MemoryReader> {
  const columns = 4096;
  const rows = Math.round(blockBytes / 4 / columns);
  const graph = new GraphBuilder();
  const block = graph.input('block', 'float32', [rows, columns]);
  graph.output('sum', graph.reduceSum(block, 1));
  const session = await Session.create(graph, options);
  const data = tensor(new Float32Array(rows * columns).fill(1), [rows, columns]);
  return {
    ...repeated(4 * rows * columns, () => session.run({ block: data })),
    dispose: () => session.dispose(),
  };
}

/** A row times an 8-bit matrix (rows, 2048), as in `runtime/rowMajorLayout`. */
async function productReader(blockBytes: number): Promise<MemoryReader> {
  const columns = 2048;
  const blockSize = 128;
  const rows = Math.round(blockBytes / columns);
  const blocks = columns / blockSize;
  const graph = new GraphBuilder();
  const x = graph.input('x', 'float32', [1, columns]);
  const values = graph.constant(new Uint8Array(rows * columns).fill(129), [rows, blocks, blockSize]);
  const scales = graph.constant(new Float32Array(rows * blocks).fill(0.01), [rows * blocks]);
  graph.output('y', eightBitProduct(graph, x, { values, scales }));
  const session = await Session.create(graph, options);
  const row = tensor(new Float32Array(columns).fill(1), [1, columns]);
  return {
    ...repeated(rows * columns + scales.data.byteLength, () => session.run({ x: row })),
    dispose: () => session.dispose(),
  };
}

function repeated(bytes: number, run: () => Promise<unknown>): Pick<MemoryReader, 'bytes' | 'read'> {
  const times = Math.ceil(leastBytes / bytes);
  return {
    bytes: times * bytes,
    read: async () => {
      for (let time = 0; time < times; time++) await run();
    },
  };
}

/** `weightBytes`: how much of a model is read for one character. */
export async function memoryReaders(weightBytes: number): Promise<readonly MemoryReader[]> {
  const readers: MemoryReader[] = [];
  for (const blockBytes of [largeBlock, weightBytes]) {
    readers.push(await sumReader(blockBytes), await productReader(blockBytes));
  }
  return readers;
}
