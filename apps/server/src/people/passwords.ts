/** Passwords as argon2id in PHC text, with the parameters of the OWASP recommendation (19 MiB, 2 passes, 1 lane). */
import { hash, verify } from '@node-rs/argon2';

const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The hash to store. argon2id is the library's algorithm unless told. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST);
}

let decoy: Promise<string> | undefined;

/** Whether the password is right. Without a hash (no such person) it takes as long and says no. */
export async function checkPassword(password: string, stored: string | undefined): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password');
  const right = await verify(stored ?? (await decoy), password.normalize('NFKC'));
  return right && stored !== undefined;
}
