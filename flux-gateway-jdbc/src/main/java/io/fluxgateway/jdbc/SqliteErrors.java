package io.fluxgateway.jdbc;

import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteException;

/** Turns what SQLite reports into one line that names the file and says what to do (result codes: sqlite.org/rescode.html). */
final class SqliteErrors {
    private static final int PERM = 3;
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int READONLY = 8;
    private static final int IOERR = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CANTOPEN = 14;
    private static final int ERROR = 1;
    private static final int TOOBIG = 18;
    private static final int CONSTRAINT = 19;
    private static final int MISMATCH = 20;
    private static final int NOTADB = 26;
    private static final int PRIMARY = 0xff;

    private SqliteErrors() {}

    /**
     * @param done what could not be done to the file: "read", "written" or "opened"
     */
    static StoreException explain(Path file, String done, SQLException error) {
        String advice = switch (primaryCode(error)) {
            case NOTADB -> "it is not an SQLite database; move it away, and a new one is made";
            case CORRUPT -> "it is damaged; restore it from a backup, or move it away, and a new one is made";
            case PERM, READONLY, CANTOPEN ->
                "access is denied, or it is gone; check the permissions of the file and its folder";
            case BUSY, LOCKED -> "another process keeps it locked; try again, or end that process";
            case FULL -> "the disk is full; make room and try again";
            case IOERR -> "the disk reports an error; check it and try again (" + oneLine(error) + ")";
            default -> oneLine(error);
        };
        return new StoreException(file + " cannot be " + done + ": " + advice, error);
    }

    static boolean isBusy(SQLException error) {
        int code = primaryCode(error);
        return code == BUSY || code == LOCKED;
    }

    /** Whether an error is due to what was asked for, and not to the file or the disk. */
    static boolean isOfStatement(SQLException error) {
        return switch (primaryCode(error)) {
            case ERROR, TOOBIG, CONSTRAINT, MISMATCH -> true;
            default -> false;
        };
    }

    private static int primaryCode(SQLException error) {
        return error instanceof SQLiteException sqlite
                ? sqlite.getResultCode().code & PRIMARY
                : error.getErrorCode() & PRIMARY;
    }

    private static String oneLine(SQLException error) {
        return String.valueOf(error.getMessage()).replace('\n', ' ');
    }
}
