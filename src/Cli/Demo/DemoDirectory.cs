using System.Globalization;
using VideoPipeline.Cli.Up;

namespace VideoPipeline.Cli.Demo;

/// <summary>
/// A directory of its own for each run, so that nothing an earlier run left behind, files or processes, can be in the way;
/// earlier runs that nobody uses any more are removed.
/// </summary>
internal static class DemoDirectory
{
    public static string Create(string root, DateTimeOffset now)
    {
        Directory.CreateDirectory(root);
        foreach (var old in Directory.GetDirectories(root, "run-*"))
        {
            Remove(old);
        }

        var run = Path.Combine(root, "run-" + now.UtcDateTime.ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture));
        Directory.CreateDirectory(run);
        return run;
    }

    private static void Remove(string directory)
    {
        try
        {
            using (var unused = DirectoryLock.TryTake(directory))
            {
                if (unused is null)
                {
                    return;
                }
            }

            Directory.Delete(directory, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Somebody looks at it; the next run will find it again.
        }
    }
}
