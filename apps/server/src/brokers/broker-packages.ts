/**
 * Brought by name: adapter packages that are installed and named in `BROKERS`.
 *
 * Decides: what the host needs of a package (`brokerPackage`, contract version 1) and of its sandbox entry. No broker
 * is known here.
 */
import type { BrokerPackage } from '@copydesk/core';
import type { SandboxFace } from '@copydesk/sandbox';

/** An installed adapter package. */
export interface InstalledBroker {
  /** The package's own name. */
  readonly packageName: string;
  readonly brokerPackage: BrokerPackage;
}

/** Brings the packages. Rejects, naming the package, when one is missing or speaks another contract. */
export async function loadBrokerPackages(names: readonly string[]): Promise<readonly InstalledBroker[]> {
  const installed: InstalledBroker[] = [];
  for (const packageName of names) {
    const brokerPackage = (await bring(packageName))['brokerPackage'];
    if (!isBrokerPackage(brokerPackage)) {
      throw new Error(`${packageName} exports no brokerPackage of contract version 1.`);
    }
    if (installed.some((other) => other.brokerPackage.id === brokerPackage.id)) {
      throw new Error(`${packageName} brings the broker ${brokerPackage.id} a second time.`);
    }
    installed.push({ packageName, brokerPackage });
  }
  return installed;
}

/** The entry that imitates the broker's wire. */
export function sandboxEntryOf(packageName: string): string {
  return `${packageName}/sandbox`;
}

/** A package's imitation of its broker's wire. Rejects when the package has no sandbox entry. */
export async function loadSandboxFace(packageName: string): Promise<SandboxFace> {
  const face = (await bring(sandboxEntryOf(packageName)))['sandboxFace'];
  if (!isSandboxFace(face)) throw new Error(`${sandboxEntryOf(packageName)} exports no sandboxFace.`);
  return face;
}

async function bring(specifier: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(specifier)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new Error(`The package ${specifier} of BROKERS could not be loaded.`, { cause: error });
  }
}

function isBrokerPackage(value: unknown): value is BrokerPackage {
  if (typeof value !== 'object' || value === null) return false;
  const candidate = value as Partial<BrokerPackage>;
  return (
    candidate.contractVersion === 1 &&
    typeof candidate.id === 'string' &&
    typeof candidate.create === 'function'
  );
}

function isSandboxFace(value: unknown): value is SandboxFace {
  if (typeof value !== 'object' || value === null) return false;
  const candidate = value as Partial<SandboxFace>;
  return typeof candidate.brokerId === 'string' && typeof candidate.endpoints === 'function';
}
