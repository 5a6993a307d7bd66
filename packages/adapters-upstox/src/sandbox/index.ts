export { sandboxFace } from './face.ts';
