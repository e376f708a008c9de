/**
 * A list of operands with operators between them, in the order of the text. Prometheus' editor grammar gives `offset`,
 * `@` and subqueries a lower precedence than any operator, so it gets the operands of `a and b offset 5m == 1` wrong.
 * Only the order comes from that grammar; the precedence comes from {@link PRECEDENCE}.
 */
import { PRECEDENCE, type BinaryNode, type PromqlNode } from './tree';

export type Operation = Omit<BinaryNode, 'kind' | 'left' | 'right'>;
interface Operand {
  readonly node: PromqlNode;
  readonly negative?: boolean;
}
/** There is one operand more than operators. */
export interface Chain {
  readonly operands: readonly Operand[];
  readonly operations: readonly Operation[];
}

export const chainOf = (node: PromqlNode): Chain => ({ operands: [{ node }], operations: [] });

export const joinChains = (left: Chain, operation: Operation, right: Chain): Chain => ({
  operands: [...left.operands, ...right.operands],
  operations: [...left.operations, operation, ...right.operations],
});

/** Changes the last operand, to which a modifier such as `offset` applies. */
export const modifyLast = ({ operands, operations }: Chain, change: (node: PromqlNode) => PromqlNode): Chain => ({
  operands: operands.map((operand, i) =>
    i === operands.length - 1 ? { ...operand, node: change(operand.node) } : operand,
  ),
  operations,
});

/** Puts a minus before the first operand. */
export const negateFirst = ({ operands, operations }: Chain): Chain => ({
  operands: operands.map((operand, i) => (i === 0 ? { ...operand, negative: !operand.negative } : operand)),
  operations,
});

const signed = ({ node, negative = false }: Operand): PromqlNode =>
  negative ? { kind: 'binary', operator: '*', left: { kind: 'number', value: -1 }, right: node } : node;

/** The tree of a chain; `-x` is `-1 * x`. Operators of one precedence associate to the left. */
export function treeOf({ operands, operations }: Chain): PromqlNode {
  const [first, ...terms] = operands.map(signed);
  if (first === undefined) throw new RangeError('a chain has at least one operand');
  let next = 0;
  const climb = (left: PromqlNode, least: number): PromqlNode => {
    let tree = left;
    for (;;) {
      const operation = operations[next];
      const operand = terms[next];
      if (operation === undefined || operand === undefined || PRECEDENCE[operation.operator] < least) return tree;
      next++;
      tree = { kind: 'binary', ...operation, left: tree, right: climb(operand, PRECEDENCE[operation.operator] + 1) };
    }
  };
  return climb(first, 0);
}
