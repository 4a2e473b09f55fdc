/** What a process that types files begins with: the program that is named, as it was bundled for the one that forks. */
import { createRequire } from 'node:module';

process.setSourceMapsEnabled(true);
createRequire(import.meta.url)(process.argv[2]).serveTyping();
