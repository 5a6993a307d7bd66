/**
 * Must be imported before any schema: zod would otherwise try whether it may build code from text, which the content
 * security policy refuses and the browser reports.
 */
import { config } from 'zod/mini';

config({ jitless: true });
