import { boundOf, ExpositionError, parseExposition, SIZE_LIMIT } from '../../../lib/contract/exposition';

const only = (line: string) => parseExposition(line).samples[0];

describe('the text formats of the clients', () => {
  test("Python's: bounds with a decimal point, numbers as floats, _created gauges", () => {
    const { samples, types } = parseExposition(
      [
        '# HELP signals_create_seconds Time to create a signal.',
        '# TYPE signals_create_seconds histogram',
        'signals_create_seconds_bucket{le="1.0"} 3.0',
        'signals_create_seconds_bucket{le="+Inf"} 3.0',
        '# TYPE signals_create_seconds_created gauge',
        'signals_create_seconds_created 1.7e+09',
        '',
      ].join('\n'),
    );
    expect(samples.map(({ value }) => value)).toEqual([3, 3, 1.7e9]);
    expect(samples.slice(0, 2).map(boundOf)).toEqual([1, Infinity]);
    expect(types.get('signals_create_seconds')).toBe('histogram');
  });

  test("Go's and Node's: whole bounds, timestamps, trailing commas", () => {
    const { samples } = parseExposition('a_bucket{le="1"} 2\na{b="c",} 1.5e-05 1395066363000\nd NaN\ne -Inf\nf +Inf');
    expect(samples.map(({ name, value }) => [name, value])).toEqual([
      ['a_bucket', 2],
      ['a', 1.5e-5],
      ['d', NaN],
      ['e', -Infinity],
      ['f', Infinity],
    ]);
  });

  test("OpenMetrics': exemplars, units and the end mark", () => {
    const text =
      '# TYPE a_seconds counter\n# UNIT a_seconds seconds\na_total{b="c"} 5.0 # {trace_id="x"} 0.67 1.5\n# EOF\n';
    expect(parseExposition(text).samples).toEqual([{ name: 'a_total', labels: new Map([['b', 'c']]), value: 5 }]);
  });

  test('names in quotes', () => {
    const { samples, types } = parseExposition('# TYPE "trade.orders" counter\n{"trade.orders",venue="x"} 3\n');
    expect(samples).toEqual([{ name: 'trade.orders', labels: new Map([['venue', 'x']]), value: 3 }]);
    expect(types.get('trade.orders')).toBe('counter');
  });

  test("numbers as Go's ParseFloat takes them", () => {
    const values = 'nan NAN inf -Infinity .5 5. +1'.split(' ').map((value) => only(`a ${value}`)?.value);
    expect(values).toEqual([NaN, NaN, Infinity, -Infinity, 0.5, 5, 1]);
    for (const refused of ['0x1p3', '1_000', '1e999', '+nan'])
      expect(() => parseExposition(`a ${refused}`)).toThrow('expected a number');
  });

  test('a value of any length', () => {
    expect(only(`a{b="${'x'.repeat(2_000_000)}"} 1`)?.labels.get('b')).toHaveLength(2_000_000);
  });

  test('escapes in the value of a label', () => {
    const labels = only(String.raw`a{path="C:\\n",said="\"hi\"\n}",odd="\d"} 1`)?.labels;
    expect([...(labels ?? [])]).toEqual([
      ['path', 'C:\\n'],
      ['said', '"hi"\n}'],
      ['odd', '\\d'],
    ]);
  });
});

describe('an invalid exposition', () => {
  test.each([
    ['a page', '<!doctype html>', /line 1: expected the name of a metric: <!doctype html>/],
    ['JSON', '{"a": 1}', /line 1: expected the name/],
    ['a sample without a value', 'a 1\nb{c="d"}', /line 2: expected a number/],
    ['an invalid value', 'a 1\n\nb one', /line 3: expected a number/],
    ['open quotes', 'a{b="c} 1', /line 1: expected label="value"/],
    ['a duplicate label', 'a{b="c",b="d"} 1', /line 1: label b occurs twice/],
    ['an unknown type', '# TYPE a conter', /line 1: "conter" is not a type/],
    [
      'a line that ends in CR LF',
      'a 1\nb 1\r\n',
      /line 2: expected a number.* \(the line ends in a carriage return.*\): b 1$/,
    ],
    ['a byte order mark', '\ufeffa 1\n', /line 1: .*\(it begins with a byte order mark, which has to go\): a 1$/],
    ['a type that only OpenMetrics has', '# TYPE a info\n', /line 1: "info" is not a type/],
  ])('%s is refused with the line and the reason', (_what, text, message) => {
    expect(() => parseExposition(text)).toThrow(ExpositionError);
    expect(() => parseExposition(text)).toThrow(message);
  });

  test('bytes that are no UTF-8', () => {
    const text = Buffer.from('a 1\nb{c="\xff"} 1\n', 'latin1');
    expect(() => parseExposition(text)).toThrow('line 2: the value of label c is not valid UTF-8: b{c="\ufffd"} 1');
  });

  test('OpenMetrics without its end mark', () => {
    expect(() => parseExposition('a 1\n', 'OpenMetrics')).toThrow('line 2: the text does not end with # EOF');
  });

  test('more than the limit', () => {
    expect(() => parseExposition('#'.repeat(SIZE_LIMIT + 1))).toThrow('larger than 50 MB');
  });
});
