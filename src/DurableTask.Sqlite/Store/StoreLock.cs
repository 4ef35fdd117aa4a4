namespace VideoPipeline.DurableTask.Sqlite.Store;

/// <summary>Keeps a second service, in this or another process, off the same file.</summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    public StoreLock(string databasePath)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(databasePath))!;
        Directory.CreateDirectory(directory);
        try
        {
            _file = new FileStream(databasePath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (failure is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new InvalidOperationException(
                $"The task hub '{databasePath}' is in use by another process; stop that one or choose another file.",
                failure);
        }
    }

    public void Dispose() => _file.Dispose();
}
