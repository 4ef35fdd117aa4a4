namespace Embedded.Tests;

/// <summary>Other projects' output, beside that of the tests: artifacts/bin/{project}/{configuration}.</summary>
internal static class BuiltProject
{
    public static string PathOf(string project)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/', '\\'));
        return Path.Combine(configuration.Parent!.Parent!.FullName, project, configuration.Name, $"{project}.dll");
    }
}
