package io.fluxgateway.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the number of a TCP port. */
final class PortNumber implements ITypeConverter<Integer> {
    private static final int LARGEST = 65_535;

    @Override
    public Integer convert(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= LARGEST) {
                return number;
            }
        } catch (NumberFormatException e) {
            // as wrong as one out of range
        }
        throw new TypeConversionException("\"" + text + "\" (expected: 0 to " + LARGEST + ")");
    }
}
