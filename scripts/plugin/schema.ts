/**
 * The plugin's schema, from which Pulumi generates SDKs: the arguments are made from the schema of the settings, so that
 * each setting has its type, description and allowed values in every language.
 */
import { z } from 'zod';
import type { ComponentOutputs } from '../../components/observability';
import { placeholderOf } from '../../components/deferred-inputs';
import type { PlatformDefinition } from '../../lib/dashboards/definition';
import { fieldsOf, unwrapOptional } from '../../lib/settings/problems';
import { schemaOf } from '../../lib/settings/schema';
import { Secret } from '../../lib/settings/secret';
import { override } from '../../lib/settings/thresholds';
import { describeValues } from '../docs/settings';
import { description, version } from './package.json';

export const PACKAGE = 'trading-observability';
export const TOKEN = `${PACKAGE}:index:TradingObservability`;

/** A type of a Pulumi package: https://www.pulumi.com/docs/iac/extending-pulumi/schema/. */
interface TypeSpec {
  readonly type?: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';
  readonly $ref?: string;
  readonly items?: TypeSpec;
  readonly additionalProperties?: TypeSpec;
  readonly oneOf?: readonly TypeSpec[];
  /** Needs a value: SDKs do not accept an output of another resource. */
  readonly plain?: boolean;
}
interface PropertySpec extends TypeSpec {
  readonly description?: string;
  readonly secret?: boolean;
}
interface ObjectSpec {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, PropertySpec>>;
  readonly required: readonly string[];
}
interface EnumSpec {
  readonly type: 'string';
  readonly enum: readonly { readonly value: string }[];
}

const texts: PropertySpec = { type: 'object', additionalProperties: { type: 'string' } };
/** The outputs of the component. */
const OUTPUTS: Readonly<Record<keyof ComponentOutputs, PropertySpec>> = {
  grafanaUrl: { type: 'string', description: 'Where people open Grafana; absent where only portForward reaches it' },
  grafanaUser: { type: 'string', description: 'The admin of a Grafana that the component deploys' },
  grafanaPassword: { type: 'string', secret: true, description: 'The password of that admin' },
  prometheusUrl: { type: 'string', description: 'Where people open Prometheus' },
  alertmanagerUrl: { type: 'string', description: 'Where people open Alertmanager' },
  portForward: {
    ...texts,
    description: 'On Kubernetes without an ingress: the command that makes a server answer on this machine, by server',
  },
  folderUid: { type: 'string', description: 'The folder of the dashboards and rules in Grafana' },
  dataSourceUid: { type: 'string', description: 'The data source of Prometheus in Grafana' },
  dashboardUrls: { ...texts, description: 'The address of each dashboard, by its name' },
  secretNames: {
    ...texts,
    description: 'On Kubernetes: the names of the Secrets that the component makes, by what they hold',
  },
  alerts: { type: 'integer', description: 'How many alerts are deployed' },
  alertingEngine: { type: 'string', description: 'Which server evaluates and notifies' },
};

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
/** The name of one element of a list or map, such as `Toleration` of `tolerations`. */
const singular = (name: string): string => name.replace(/s$/, '');

/** One group that has the fields and the descriptions of several. */
function mergeGroups(groups: readonly z.ZodType[]): z.ZodType {
  const fields = groups.flatMap((group) => [...fieldsOf(group)]);
  const describe = (name: string): string =>
    [...new Set(fields.flatMap(([key, { description }]) => (key === name ? [description] : [])))].join('. ');
  return z.strictObject(Object.fromEntries(fields.map(([name, field]) => [name, field.describe(describe(name))])));
}

/**
 * The settings of a platform. Alerts and SLOs are keys of maps, so that their names are the catalogue's in every
 * language; `api-availability` is no name of a property.
 */
function settingsOf(platform: PlatformDefinition): Readonly<Record<string, z.ZodType>> {
  const { shape } = schemaOf(platform);
  const named = (group: z.ZodType, setting: z.ZodType) =>
    z
      .record(z.string(), group)
      .optional()
      .describe(setting.description ?? '');
  return {
    ...shape,
    thresholds: named(override, shape.thresholds),
    slos: named(mergeGroups([...fieldsOf(shape.slos).values()]), shape.slos),
  };
}

type Path = readonly string[];

/** The types of the settings, and those of groups and enumerations by their name. */
class SettingTypes {
  readonly types = new Map<string, ObjectSpec | EnumSpec>();

  /** The properties of a group. */
  group(fields: Iterable<readonly [string, z.ZodType]>, path: Path, name: string): ObjectSpec {
    const entries = [...fields];
    return {
      type: 'object',
      properties: Object.fromEntries(
        entries.map(([key, field]) => [key, this.property(field, [...path, key], `${name}${capitalized(key)}`)]),
      ),
      required: entries.flatMap(([key, field]) => (field.safeParse(undefined).success ? [] : [key])),
    };
  }

  private property(field: z.ZodType, path: Path, name: string): PropertySpec {
    const type = this.typeOf(field, path, name);
    const placeholder = placeholderOf(path, field, 'output');
    const isSecret = placeholder !== undefined && field.safeParse(placeholder).data instanceof Secret;
    const description = describeSetting(field, type);
    return { ...type, ...(isSecret && { secret: true }), ...(description !== undefined && { description }) };
  }

  private typeOf(field: z.ZodType, path: Path, name: string): TypeSpec {
    if (placeholderOf(path, field, 'output') === undefined) return { ...this.shape(field, path, name), plain: true };
    return this.shape(field, path, name);
  }

  private shape(field: z.ZodType, path: Path, name: string): TypeSpec {
    const inner = unwrapOptional(field);
    const element = (inside: unknown) => this.typeOf(inside as z.ZodType, [...path, '0'], singular(name));
    if (inner instanceof z.ZodPipe)
      return this.shape((inner.in instanceof z.ZodTransform ? inner.out : inner.in) as z.ZodType, path, name);
    if (inner instanceof z.ZodString || inner instanceof z.ZodStringFormat) return { type: 'string' };
    if (inner instanceof z.ZodNumber) return { type: inner.isInt ? 'integer' : 'number' };
    if (inner instanceof z.ZodBoolean) return { type: 'boolean' };
    if (inner instanceof z.ZodArray) return { type: 'array', items: element(inner.element) };
    if (inner instanceof z.ZodRecord) return { type: 'object', additionalProperties: element(inner.valueType) };
    if (inner instanceof z.ZodUnion) {
      const options = inner.options.map((option) => this.shape(option as z.ZodType, path, name));
      const distinct = [...new Map(options.map((option) => [JSON.stringify(option), option])).values()];
      return distinct.length === 1 ? (distinct[0] ?? {}) : { oneOf: distinct };
    }
    const type = String((inner as z.ZodType).meta()?.id ?? name);
    if (inner instanceof z.ZodEnum)
      return this.define(type, { type: 'string', enum: inner.options.map((value) => ({ value: String(value) })) });
    if (inner instanceof z.ZodObject) return this.define(type, this.group(fieldsOf(inner), path, type));
    throw new Error(`${path.join('.')}: the plugin's schema has no type for it`);
  }

  /** Settings with the same id in the schema are of one type. */
  private define(name: string, spec: ObjectSpec | EnumSpec): TypeSpec {
    if (JSON.stringify(this.types.get(name) ?? spec) !== JSON.stringify(spec))
      throw new Error(`two different types of the plugin's schema have the name ${name}`);
    this.types.set(name, spec);
    return { $ref: `#/types/${PACKAGE}:index:${name}` };
  }
}

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** What a setting means, takes and has where it is left out. */
function describeSetting(field: z.ZodType, { type }: TypeSpec): string | undefined {
  if (field.description === undefined) return undefined;
  const { data: value } = field.safeParse(undefined);
  return [
    `${field.description}.`,
    ...(type === 'string' || type === 'integer' || type === 'number' ? [`It takes ${describeValues(field)}.`] : []),
    ...(isScalar(value) ? [`Default: ${value}.`] : []),
  ].join(' ');
}

export function packageSchema(platform: PlatformDefinition): object {
  const settings = new SettingTypes();
  const { properties } = settings.group(Object.entries(settingsOf(platform)), [], '');
  const types = Object.fromEntries([...settings.types].map(([name, type]) => [`${PACKAGE}:index:${name}`, type]));
  const respectSchemaVersion = { respectSchemaVersion: true };
  return {
    name: PACKAGE,
    version,
    description,
    resources: {
      [TOKEN]: {
        type: 'object',
        isComponent: true,
        description: 'The observability of the trading platform: servers, dashboards, alerts and notifications.',
        inputProperties: properties,
        requiredInputs: [],
        properties: OUTPUTS,
        required: ['folderUid', 'dataSourceUid', 'dashboardUrls', 'secretNames', 'alerts', 'alertingEngine'],
      },
    },
    types,
    language: Object.fromEntries(
      ['nodejs', 'python', 'csharp', 'java', 'go'].map((language) => [language, respectSchemaVersion]),
    ),
  };
}
