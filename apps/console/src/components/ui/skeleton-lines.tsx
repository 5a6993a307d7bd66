/** Lines of the real height while something is read; nothing is drawn in the first moment. */
export function SkeletonLines({ lines = 6 }: { readonly lines?: number }) {
  return (
    <div className="appear-late flex-1 overflow-hidden bg-panel px-2 py-1" aria-busy>
      {Array.from({ length: lines }, (_, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- placeholders have no identity
        <div key={index} className="flex h-6 items-center phone:h-11" aria-hidden>
          <div className="h-3 w-full rounded-box bg-hover" />
        </div>
      ))}
    </div>
  );
}
