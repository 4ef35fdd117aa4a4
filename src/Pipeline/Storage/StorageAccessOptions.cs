namespace VideoPipeline.Storage;

/// <summary>Who reaches the storage account.</summary>
public sealed class StorageAccessOptions
{
    public const string SectionName = "Storage";

    /// <summary>
    /// The account answers on private endpoints only: read links would lead nowhere, so results stream through the app and
    /// providers get no link to an input. Default false.
    /// </summary>
    public bool PrivateEndpoints { get; set; }
}
