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
  },
  server: { proxy: { '/api': server, '/socket.io': { target: server, ws: true } } },
});
