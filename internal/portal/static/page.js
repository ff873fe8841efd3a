// Copies bank details: an addition, the page works without it.
for (const b of document.querySelectorAll('button[data-copy]')) {
  b.hidden = false
  b.addEventListener('click', async () => {
    try { await navigator.clipboard.writeText(b.dataset.copy) } catch { return }
    const was = b.textContent
    b.textContent = b.dataset.done
    setTimeout(() => { b.textContent = was }, 2000)
  })
}
