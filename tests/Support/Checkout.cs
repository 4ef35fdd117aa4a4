namespace VideoPipeline.Support;

/// <summary>The checkout that the tests were built in.</summary>
public static class Checkout
{
    /// <summary>Its folder, where the solution is.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("There is no Functions.sln above the tests.");
    }
}
