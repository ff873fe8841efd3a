import java.io.File;
import org.apache.pdfbox.preflight.PreflightDocument;
import org.apache.pdfbox.preflight.ValidationResult;
import org.apache.pdfbox.preflight.parser.PreflightParser;

/** Says of each file whether Apache Preflight takes it for PDF/A-1b; exit 1 when one is not. */
public class Preflight {
    public static void main(String[] files) throws Exception {
        boolean all = true;
        for (String file : files) {
            PreflightParser parser = new PreflightParser(new File(file));
            parser.parse();
            try (PreflightDocument document = parser.getPreflightDocument()) {
                document.validate();
                ValidationResult result = document.getResult();
                System.out.println(file + " valid=" + result.isValid());
                for (ValidationResult.ValidationError e : result.getErrorsList()) {
                    System.out.println("  " + e.getErrorCode() + " " + e.getDetails());
                }
                all &= result.isValid();
            }
        }
        System.exit(all ? 0 : 1);
    }
}
