import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where a server under development listens; the built console is served by the server itself. */
const server = process.env['COPYDESK_SERVER'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { conditions: ['@copydesk/source', 'module', 'browser', 'development|production'] },
  build: {
    target: ['chrome125', 'edge125', 'firefox128', 'safari17.5'],
    // A data: address would need a wider content security policy than the server sends.
    assetsInlineLimit: 0,
    manifest: true,
    sourcemap: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What many pages share is one file: compressed together it is some ten kB less than in fifty files of its own.
          groups: [{ name: 'shared', test: /src\/(lib|live|components)\//, minShareCount: 5 }],
        },
      },
    },
  },
  server: { proxy: { '/api': server, '/socket.io': { target: server, ws: true } } },
});
