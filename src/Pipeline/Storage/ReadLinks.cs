using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;

namespace VideoPipeline.Storage;

/// <summary>
/// Short-lived read links (SAS): signed by a user delegation key where the app has an identity, by the account key of a local
/// emulator otherwise.
/// </summary>
public sealed class ReadLinks(BlobStore blobs, TimeProvider time)
{
    // Clocks differ; a link must not begin in the future of the one who checks it.
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(5);

    // The service gives a user-delegation key for seven days from its beginning at the most.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(7) - s_skew - TimeSpan.FromMinutes(1);

    // Longer than the longest link to a result, or each of those would need a key of its own.
    private static readonly TimeSpan s_keyLife = TimeSpan.FromHours(48);

    private UserDelegationKey? _key;

    /// <param name="life">Cut to what a key can sign for. Links are made at each submit, so nobody waits for a longer one.</param>
    public async Task<Uri> CreateAsync(BlobClient blob, TimeSpan life, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        life = life < s_longest ? life : s_longest;
        var sas = new BlobSasBuilder(BlobSasPermissions.Read, now + life)
        {
            BlobContainerName = blob.BlobContainerName,
            BlobName = blob.Name,
            Resource = "b",
            StartsOn = now - s_skew,
            Protocol = blob.Uri.Scheme == Uri.UriSchemeHttps ? SasProtocol.Https : SasProtocol.HttpsAndHttp,
        };
        if (blob.CanGenerateSasUri)
        {
            return blob.GenerateSasUri(sas);
        }

        var key = await KeyAsync(now + life, cancellationToken);
        return new BlobUriBuilder(blob.Uri) { Sas = sas.ToSasQueryParameters(key, blobs.Service.AccountName) }.ToUri();
    }

    // Two callers may fetch a key at once; both are good, and the later one stays.
    private async Task<UserDelegationKey> KeyAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (_key is { } key && key.SignedExpiresOn >= until)
        {
            return key;
        }

        var now = time.GetUtcNow();
        var expires = until > now + s_keyLife ? until : now + s_keyLife;
        _key = key = await blobs.Service.GetUserDelegationKeyAsync(now - s_skew, expires, cancellationToken);
        return key;
    }
}
