/** Three sounds, made from tones: no file has to be loaded when one is needed. */
import { type Sound, useAlertPreferences } from './alert-preferences.ts';

/** Pitch in hertz and length in seconds of each tone. A refusal falls, what needs the person rises. */
const TONES: Readonly<Record<Sound, readonly (readonly [pitch: number, seconds: number])[]>> = {
  fill: [[880, 0.09]],
  refusal: [
    [330, 0.12],
    [220, 0.18],
  ],
  needsYou: [
    [660, 0.1],
    [880, 0.1],
    [990, 0.14],
  ],
};
const LOUDNESS = 0.12;
/** A fan-out fills many orders at once: one sound tells of them all. */
const NOT_AGAIN_WITHIN_MS = 500;

let context: AudioContext | undefined;
const playedAt = new Map<Sound, number>();

/** Plays it, unless it is switched off or has just been heard. */
export function play(sound: Sound): void {
  if (!useAlertPreferences.getState()[sound]) return;
  const now = Date.now();
  if (now - (playedAt.get(sound) ?? 0) < NOT_AGAIN_WITHIN_MS) return;
  playedAt.set(sound, now);
  try {
    context ??= new AudioContext();
    // Browsers hold sound back until the person has pressed something on the page.
    void context.resume();
    let at = context.currentTime;
    for (const [pitch, seconds] of TONES[sound]) {
      tone(context, pitch, at, seconds);
      at += seconds;
    }
  } catch {
    // A computer without sound: the page itself says everything.
  }
}

function tone(audio: AudioContext, pitch: number, at: number, seconds: number): void {
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.frequency.value = pitch;
  gain.gain.setValueAtTime(LOUDNESS, at);
  // Cut off at once, a tone clicks.
  gain.gain.exponentialRampToValueAtTime(LOUDNESS / 100, at + seconds);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(at);
  oscillator.stop(at + seconds);
}
