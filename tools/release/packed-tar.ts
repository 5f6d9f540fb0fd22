/** Packs a directory so that the same files give the same bytes wherever and whenever that is done. */
import { execFileSync } from 'node:child_process'

/**
 * @param archive - the file to write, a tar of GNU's format compressed with gzip
 * @param directory - the directory to pack from
 * @param path - what of it, relative
 * @param seconds - when every file counts as changed, Unix time
 */
export function packedTar(archive: string, directory: string, path: string, seconds: number): void {
  const options = [
    '--format=gnu',
    '--sort=name',
    `--mtime=@${seconds}`,
    // Whoever unpacks it as root owns it; a build machine's accounts and umask mean nothing elsewhere.
    ...['--owner=0', '--group=0', '--numeric-owner', '--mode=u+rw,go-w,a+rX'],
  ]
  // Without the name and the time that gzip would note.
  execFileSync('tar', ['-I', 'gzip -n', '-cf', archive, ...options, '-C', directory, path])
}
