/* A disk that fails when told to, and remembers what it was asked to do.
 *
 * Preloaded before the C library. It looks at calls that touch files below one folder only
 * (disk_watch). It counts them; the k-th may fail, write a part only, or end the process
 * (disk_fail); all of them may be written down in order with their bytes (disk_record), from
 * which the states a power cut could leave are made. Single-threaded use.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OPEN = 1, WRITE = 2, SYNC = 4, TRUNCATE = 8, RENAME = 16, UNLINK = 32, MKDIR = 64, READ = 128 };
enum { FAIL = 0, SHORT = 1, DIE = 2, DIE_HALF_WAY = 3 };
enum { MADE = 1, WRITTEN, CUT, SYNCED, RENAMED, REMOVED, FOLDER_MADE, MARKED };

#define FILES 4096

static char watched[512];
static size_t watched_length;
static char paths[FILES][512]; /* of open files below the folder; empty for all others */

static char only[128]; /* a part of the path of the files that may fail; empty: all */
static char unplugged[128]; /* a part of the path of files that cannot be changed; empty: none */
static long countdown; /* calls until the failing one; 0: none fails */
static int mask, failure, action, for_ever;
static int doing; /* what the call at hand is to do */
static long calls;
static int record = -1;

void disk_watch(const char *folder)
{
    snprintf(watched, sizeof watched, "%s", folder);
    watched_length = strlen(watched);
}

/* Let the k-th of the calls in `kinds` do `how` with errno `error`; once, or from then on. */
void disk_fail(long k, int kinds, int how, int error, int always)
{
    countdown = k;
    mask = kinds;
    action = how;
    failure = error;
    for_ever = always;
    calls = 0;
}

/* From the next disk_fail on, look only at files with this in their path. */
void disk_only(const char *part)
{
    snprintf(only, sizeof only, "%s", part);
}

/* Let no file with this in its path be changed, besides what disk_fail does; empty: end that. */
void disk_unplug(const char *part)
{
    snprintf(unplugged, sizeof unplugged, "%s", part);
}

/* Calls of the chosen kinds since disk_fail. */
long disk_calls(void) { return calls; }

/* Write down all that is done from now on into this open file. */
void disk_record(int descriptor) { record = descriptor; }

#define NEXT(name) ((typeof(&name))next(#name))

static void *next(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

static int below(const char *path)
{
    if (!watched_length || !path || strncmp(path, watched, watched_length) != 0)
        return 0;
    return path[watched_length] == '/' || path[watched_length] == 0;
}

static const char *open_path(int descriptor)
{
    return descriptor >= 0 && descriptor < FILES && paths[descriptor][0] ? paths[descriptor] : NULL;
}

static void put(const void *bytes, size_t size)
{
    static ssize_t (*real)(int, const void *, size_t);
    if (!real)
        real = NEXT(write);
    for (const char *at = bytes; size;) {
        ssize_t done = real(record, at, size);
        if (done < 0)
            _exit(70);
        at += done;
        size -= done;
    }
}

static void note(int what, uint64_t number, int64_t place, const char *from, const char *to,
                 const void *bytes, uint64_t size)
{
    if (record < 0)
        return;
    size_t end = strlen(from);
    if (end > 4 && strcmp(from + end - 4, "-shm") == 0)
        return; /* SQLite makes it anew after a crash of the computer */
    int kept = errno;
    uint64_t head[6] = {what, number, (uint64_t)place, end, to ? strlen(to) : 0, size};
    put(head, sizeof head);
    put(from, end);
    if (to)
        put(to, head[4]);
    put(bytes, size);
    errno = kept;
}

/* Remember that the scenario was told here that this much is durable. */
void disk_mark(uint64_t number) { note(MARKED, number, 0, "", NULL, NULL, 0); }

/* Whether this call is to go wrong; an action that ends the process has ended it. */
static int wrong(int kind, const char *path)
{
    doing = FAIL;
    if (unplugged[0] && kind != READ && strstr(path, unplugged)) {
        errno = EIO;
        return 1;
    }
    if (!(mask & kind) || !strstr(path, only))
        return 0;
    doing = action;
    calls++;
    if (countdown == 0 || --countdown > 0)
        return 0;
    if (for_ever)
        countdown = 1;
    if (action == DIE || (action == DIE_HALF_WAY && kind != WRITE))
        kill(getpid(), SIGKILL);
    if (action == SHORT && kind != WRITE)
        return 0;
    errno = failure;
    return 1;
}

static uint64_t inode(int descriptor)
{
    struct stat told;
    return fstat(descriptor, &told) == 0 ? told.st_ino : 0;
}

static int opened(int (*real)(const char *, int, ...), const char *path, int flags, mode_t mode)
{
    if (!below(path))
        return real(path, flags, mode);
    if (wrong(OPEN, path))
        return -1;
    struct stat told;
    int there = stat(path, &told) == 0;
    int descriptor = real(path, flags, mode);
    if (descriptor >= 0 && descriptor < FILES) {
        snprintf(paths[descriptor], sizeof paths[0], "%s", path);
        if (!there)
            note(MADE, inode(descriptor), 0, path, NULL, NULL, 0);
        else if (flags & O_TRUNC)
            note(CUT, inode(descriptor), 0, path, NULL, NULL, 0);
    }
    return descriptor;
}

#define MODE_OF(flags)                     \
    mode_t mode = 0;                       \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { \
        va_list rest;                      \
        va_start(rest, flags);             \
        mode = va_arg(rest, mode_t);       \
        va_end(rest);                      \
    }

int open(const char *path, int flags, ...)
{
    MODE_OF(flags)
    return opened(NEXT(open), path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    MODE_OF(flags)
    return opened(NEXT(open64), path, flags, mode);
}

int close(int descriptor)
{
    if (descriptor >= 0 && descriptor < FILES)
        paths[descriptor][0] = 0;
    return NEXT(close)(descriptor);
}

static ssize_t write_at(int descriptor, const void *bytes, size_t size, int64_t place)
{
    ssize_t done = NEXT(pwrite64)(descriptor, bytes, size, place);
    if (done > 0)
        note(WRITTEN, inode(descriptor), place, open_path(descriptor), NULL, bytes, done);
    return done;
}

/* The answer to a write that goes wrong. */
static ssize_t part_of(int descriptor, const void *bytes, size_t size, int64_t place)
{
    int error = errno;
    if (doing == FAIL)
        return -1;
    size_t half = size / 2;
    ssize_t done = half ? write_at(descriptor, bytes, half, place) : 0;
    if (doing == DIE_HALF_WAY)
        kill(getpid(), SIGKILL);
    errno = error;
    return half ? done : -1;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t size, off64_t place)
{
    if (!open_path(descriptor))
        return NEXT(pwrite64)(descriptor, bytes, size, place);
    if (wrong(WRITE, open_path(descriptor)))
        return part_of(descriptor, bytes, size, place);
    return write_at(descriptor, bytes, size, place);
}

ssize_t write(int descriptor, const void *bytes, size_t size)
{
    if (!open_path(descriptor))
        return NEXT(write)(descriptor, bytes, size);
    int appends = fcntl(descriptor, F_GETFL) & O_APPEND;
    off64_t place = lseek64(descriptor, 0, appends ? SEEK_END : SEEK_CUR);
    ssize_t done = wrong(WRITE, open_path(descriptor)) ? part_of(descriptor, bytes, size, place)
                                : write_at(descriptor, bytes, size, place);
    if (done > 0)
        lseek64(descriptor, place + done, SEEK_SET);
    return done;
}

static int synced(int (*real)(int), int descriptor)
{
    const char *path = open_path(descriptor);
    if (!path)
        return real(descriptor);
    if (wrong(SYNC, path))
        return -1;
    note(SYNCED, inode(descriptor), 0, path, NULL, NULL, 0);
    return 0; /* the states that a power cut leaves are made from the record: no need to wait */
}

int fsync(int descriptor) { return synced(NEXT(fsync), descriptor); }
int fdatasync(int descriptor) { return synced(NEXT(fdatasync), descriptor); }

int ftruncate64(int descriptor, off64_t size)
{
    const char *path = open_path(descriptor);
    if (path && wrong(TRUNCATE, path))
        return -1;
    int answer = NEXT(ftruncate64)(descriptor, size);
    if (path && answer == 0)
        note(CUT, inode(descriptor), size, path, NULL, NULL, 0);
    return answer;
}

int ftruncate(int descriptor, off_t size) { return ftruncate64(descriptor, size); }

int posix_fallocate64(int descriptor, off64_t place, off64_t size)
{
    const char *path = open_path(descriptor);
    if (path && wrong(TRUNCATE, path))
        return errno;
    int answer = NEXT(posix_fallocate64)(descriptor, place, size);
    if (path && answer == 0)
        note(CUT, inode(descriptor), place + size, path, NULL, NULL, 0);
    return answer;
}

int posix_fallocate(int descriptor, off_t place, off_t size)
{
    return posix_fallocate64(descriptor, place, size);
}

int rename(const char *from, const char *to)
{
    if (!below(from) && !below(to))
        return NEXT(rename)(from, to);
    if (wrong(RENAME, to))
        return -1;
    int answer = NEXT(rename)(from, to);
    if (answer == 0)
        note(RENAMED, 0, 0, from, to, NULL, 0);
    return answer;
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    return below(from) || below(to) ? rename(from, to)
                                    : NEXT(renameat)(from_folder, from, to_folder, to);
}

int unlink(const char *path)
{
    if (!below(path))
        return NEXT(unlink)(path);
    if (wrong(UNLINK, path))
        return -1;
    int answer = NEXT(unlink)(path);
    if (answer == 0)
        note(REMOVED, 0, 0, path, NULL, NULL, 0);
    return answer;
}

int mkdir(const char *path, mode_t mode)
{
    if (!below(path))
        return NEXT(mkdir)(path, mode);
    if (wrong(MKDIR, path))
        return -1;
    int answer = NEXT(mkdir)(path, mode);
    if (answer == 0)
        note(FOLDER_MADE, 0, 0, path, NULL, NULL, 0);
    return answer;
}

ssize_t pread64(int descriptor, void *bytes, size_t size, off64_t place)
{
    if (open_path(descriptor) && wrong(READ, open_path(descriptor)))
        return -1;
    return NEXT(pread64)(descriptor, bytes, size, place);
}

ssize_t read(int descriptor, void *bytes, size_t size)
{
    if (open_path(descriptor) && wrong(READ, open_path(descriptor)))
        return -1;
    return NEXT(read)(descriptor, bytes, size);
}

/* Copying inside the kernel would pass by: those who try fall back to read and write. */
ssize_t sendfile64(int to, int from, off64_t *place, size_t size)
{
    (void)place;
    (void)size;
    if (!open_path(to) && !open_path(from))
        return NEXT(sendfile64)(to, from, place, size);
    errno = ENOTSOCK;
    return -1;
}
