/** Loads the faces that a process was told to carry. */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SandboxFace } from '../face/sandbox-face.ts';

/**
 * The faces of these modules, each its module's `sandboxFace`. A bare specifier is resolved against the file `from`
 * (default: the working directory), a path against the working directory. Rejects for a module without a face, or none at all.
 */
export async function loadFaces(modules: readonly string[], from?: string): Promise<SandboxFace[]> {
  if (modules.length === 0) throw new Error('Name at least one face: --face <module>.');
  const base = createRequire(from ?? pathToFileURL(`${process.cwd()}/`));
  return Promise.all(
    modules.map(async (module) => {
      const loaded: unknown = await import(addressOf(module, base.resolve));
      const face = (loaded as { readonly sandboxFace?: SandboxFace }).sandboxFace;
      if (face === undefined) throw new Error(`${module} exports no sandboxFace.`);
      return face;
    }),
  );
}

function addressOf(module: string, resolveSpecifier: (specifier: string) => string): string {
  if (module.startsWith('file:')) return module;
  if (/^(\.{0,2}\/)/.test(module)) return pathToFileURL(resolve(module)).href;
  return pathToFileURL(resolveSpecifier(module)).href;
}
